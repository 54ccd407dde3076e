package io.github.cambtts.adapter.feign;

import feign.Response;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** A Feign response whose body is read from OkHttp's source: Feign's stream would copy each byte once more. */
final class FeignResponse implements TransportResponse {

    private final Response response;
    private final AbortableBody body;
    private final OkHttpExchange exchange;

    private long received;
    private boolean ended;

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
            int read = exchange.read(target);
            received += Math.max(0, read);
            ended |= read < 0;
            return read;
        } catch (IOException e) {
            throw OkHttpErrors.inBody(e);
        }
    }

    @Override
    public void close() {
        if (!ended && !headers("Content-Length").equals(List.of(Long.toString(received)))) {
            // Otherwise OkHttp would read the rest for some time, to reuse the connection.
            exchange.abort();
        }
        body.close();
        exchange.end();
    }
}
