package io.github.cambtts.adapter.feign;

import feign.Response;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** A Feign response, its body read from OkHttp's own source: Feign's stream would copy it once more. */
final class FeignResponse implements TransportResponse {

    private final Response response;
    private final AbortableBody body;
    private final OkHttpExchange exchange;

    FeignResponse(Response response, AbortableBody body, OkHttpExchange exchange) {
        this.response = response;
        this.body = body;
        this.exchange = exchange;
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
            return exchange.read(target);
        } catch (IOException e) {
            throw OkHttpErrors.inBody(e, exchange.headerAndTrailerBytes());
        }
    }

    @Override
    public void close() {
        body.close();
    }
}
