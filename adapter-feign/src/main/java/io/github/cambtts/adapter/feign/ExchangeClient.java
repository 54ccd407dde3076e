package io.github.cambtts.adapter.feign;

import feign.Client;
import feign.Request;
import feign.Response;
import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.OkHttpClient;

/**
 * feign-okhttp, with an OkHttp client derived for each call. feign-okhttp exposes no {@code okhttp3.Call} and takes
 * no tag, so interceptors, DNS and sockets can learn which call they serve only from their client. A derived client
 * shares the connections and threads of the original client; it allocates only its own fields.
 */
final class ExchangeClient implements Client {

    private final OkHttpClient origin;

    ExchangeClient(OkHttpClient origin) {
        this.origin = origin;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        if (options instanceof ExchangeOptions call) {
            // Before OkHttp connects; it checks again what its own interceptors make of the URL.
            call.exchange().checkOrigin(request.url());
            // Its timeouts equal those of the options; otherwise feign-okhttp would derive another client.
            return new feign.okhttp.OkHttpClient(call.exchange().clientFrom(origin)).execute(request, options);
        }
        throw new ProtocolException("A Feign capability passed on other Request.Options than it was given");
    }
}
