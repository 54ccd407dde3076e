package io.github.cambtts.adapter.jdkhttp;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** The HTTP client of one exchange. */
interface ExchangeClient {

    /** Sends the request. May block in proxy selection and in a DNS lookup. */
    CompletableFuture<HttpResponse<BodyQueue>> send(HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler);

    /**
     * Returns whether the current thread, in which the client delivers a body, may block until the reader takes more.
     */
    boolean mayBlock();

    /**
     * Releases the client. Called once, at the end of the exchange.
     *
     * @param complete whether the response was received to its end
     */
    void release(boolean complete);
}
