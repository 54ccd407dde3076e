package io.github.cambtts.adapter.feign;

import feign.Client;
import feign.Request;
import feign.Response;
import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.OkHttpClient;

/**
 * feign-okhttp, with a client derived for each call. feign-okhttp hands out no {@code okhttp3.Call} and takes no tag, so that
 * interceptors, the lookup of names and sockets can only learn from their own client which call they work for. A derived
 * client shares the connections and threads of its origin, and costs its fields.
 */
final class ExchangeClient implements Client {

    private final OkHttpClient origin;

    ExchangeClient(OkHttpClient origin) {
        this.origin = origin;
    }

    @Override
    public Response execute(Request request, Request.Options options) throws IOException {
        if (options instanceof ExchangeOptions call) {
            // Its limits are those of the options, or feign-okhttp would derive one more.
            return new feign.okhttp.OkHttpClient(call.exchange().clientFrom(origin)).execute(request, options);
        }
        throw new ProtocolException("A capability has to hand on the options that it is given");
    }
}
