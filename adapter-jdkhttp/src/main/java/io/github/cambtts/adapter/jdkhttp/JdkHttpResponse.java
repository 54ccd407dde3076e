package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;

/** A response of the JDK client. */
final class JdkHttpResponse implements TransportResponse {

    private final ResponseInfo info;
    private final BodyQueue body;
    private final HeadersFuture exchange;

    JdkHttpResponse(ResponseInfo info, BodyQueue body, HeadersFuture exchange) {
        this.info = info;
        this.body = body;
        this.exchange = exchange;
    }

    @Override
    public int status() {
        return info.statusCode();
    }

    @Override
    public List<String> headers(String name) {
        return info.headers().allValues(name);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return body.read(target);
    }

    void abort() {
        body.abort();
    }

    @Override
    public void close() {
        exchange.release(body.close());
    }
}
