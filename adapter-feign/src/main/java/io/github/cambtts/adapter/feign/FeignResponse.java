package io.github.cambtts.adapter.feign;

import feign.Response;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import okio.BufferedSource;

/** A Feign response, its body read from OkHttp's own source. */
final class FeignResponse implements TransportResponse {

    private final Response response;
    private final OkHttpCall call;
    private final BufferedSource source;

    FeignResponse(Response response, OkHttpCall call) {
        this.response = response;
        this.call = call;
        this.source = call.source();
    }

    @Override
    public int status() {
        return response.status();
    }

    @Override
    public List<String> headers(String name) {
        Collection<String> values = response.headers().get(name);
        return values == null ? List.of() : List.copyOf(values);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        call.enter();
        try {
            int read = source.read(target);
            if (read > 0) {
                call.bodyReceived();
            }
            return read;
        } catch (IOException e) {
            throw OkHttpErrors.inBody(e, call.headerAndTrailerBytes());
        } finally {
            call.leave();
        }
    }

    @Override
    public void close() {
        call.enter();
        try {
            response.close();
        } catch (RuntimeException e) {
            // OkHttp stumbles over what it refused before, such as a chunk size below zero.
            call.abort();
        } finally {
            call.leave();
        }
    }
}
