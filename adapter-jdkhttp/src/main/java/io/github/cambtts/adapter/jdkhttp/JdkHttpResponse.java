package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;

/** A response of the JDK client. */
final class JdkHttpResponse implements TransportResponse {

    private final HttpResponse<BodyQueue> response;

    JdkHttpResponse(HttpResponse<BodyQueue> response) {
        this.response = response;
    }

    @Override
    public int status() {
        return response.statusCode();
    }

    @Override
    public List<String> headers(String name) {
        return response.headers().allValues(name);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return response.body().read(target);
    }

    @Override
    public void close() {
        response.body().abort();
    }
}
