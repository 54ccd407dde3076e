package io.github.cambtts.adapter.jdkhttp;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** The HTTP client of one exchange. */
interface ExchangeClient {

    /** Begins the exchange. May block in looking for a proxy and in looking up a name. */
    CompletableFuture<HttpResponse<BodyQueue>> send(HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler);

    /** Tells whether the current thread, in which the client hands over a body, may be held up until there is room for more. */
    boolean mayBeHeldUp();

    /**
     * Called once, when the exchange is over.
     *
     * @param whole whether its response was received to its end
     */
    void release(boolean whole);
}
