package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;

/** A response of the JDK client. */
record JdkHttpResponse(ResponseInfo info, BodyQueue body) implements TransportResponse {

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

    @Override
    public void close() {
        body.close();
    }
}
