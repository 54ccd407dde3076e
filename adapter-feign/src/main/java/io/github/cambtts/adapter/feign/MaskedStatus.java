package io.github.cambtts.adapter.feign;

import java.net.Proxy;
import okhttp3.Connection;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * Hides the status of a response from OkHttp and the length of its body from Feign. OkHttp sends further requests on
 * some statuses (408, 421, 503, 3xx, 401, 407), and its settings cannot turn all of that off. Feign reads a short
 * body into memory before it returns, and drops an empty one.
 */
final class MaskedStatus {

    private static final int MASK = 200;

    private int status;

    /** Stores the true status of a response. */
    void received(Response response) {
        status = response.code();
    }

    /** Returns the response that OkHttp sees. A proxy's 407 stays visible, for the client's proxy authenticator. */
    Response mask(Response response, @Nullable Connection connection) {
        boolean proxied = connection != null && connection.route().proxy().type() == Proxy.Type.HTTP;
        return response.newBuilder()
                .code(proxied && response.code() == 407 ? 407 : MASK)
                .build();
    }

    /** Returns the response that the host's interceptors and Feign see. */
    Response unmask(Response response) {
        return response.newBuilder()
                .code(status)
                .body(ResponseBody.create(response.body().source(), null, -1))
                .build();
    }
}
