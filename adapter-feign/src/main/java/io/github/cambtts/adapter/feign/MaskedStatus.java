package io.github.cambtts.adapter.feign;

import java.net.Proxy;
import okhttp3.Connection;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * The status of a response, and a body's length, hidden from those who would act upon them: OkHttp follows some statuses up by
 * itself (408, 421, 503, 3xx, 401, 407), and none of its settings turns all of that off; Feign reads a short body into
 * memory before it returns, and drops an empty one.
 */
final class MaskedStatus {

    private static final int MASK = 200;

    private int status;

    /** Remembers the status that came. */
    void received(Response response) {
        status = response.code();
    }

    /** Makes what OkHttp is shown: a proxy's 407 is answered by the host's proxy authenticator, if it has one. */
    Response mask(Response response, @Nullable Connection connection) {
        boolean proxied = connection != null && connection.route().proxy().type() == Proxy.Type.HTTP;
        return response.newBuilder()
                .code(proxied && response.code() == 407 ? 407 : MASK)
                .build();
    }

    /** Makes what the host's interceptors and Feign are shown. */
    Response unmask(Response response) {
        return response.newBuilder()
                .code(status)
                .body(new OfUnknownLength(response.body()))
                .build();
    }

    private static final class OfUnknownLength extends ResponseBody {

        private final ResponseBody body;

        OfUnknownLength(ResponseBody body) {
            this.body = body;
        }

        @Override
        public @Nullable MediaType contentType() {
            return null;
        }

        @Override
        public long contentLength() {
            return -1;
        }

        @Override
        public BufferedSource source() {
            return body.source();
        }
    }
}
