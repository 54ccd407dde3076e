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
    private final BufferedSource source;

    FeignResponse(Response response, BufferedSource source) {
        this.response = response;
        this.source = source;
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
        try {
            return source.read(target);
        } catch (IOException e) {
            throw OkHttpFault.inBody(e);
        }
    }

    @Override
    public void close() {
        response.close();
    }
}
