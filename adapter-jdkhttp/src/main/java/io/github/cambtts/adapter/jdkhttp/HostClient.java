package io.github.cambtts.adapter.jdkhttp;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/**
 * The client that the host supplied. It serves many exchanges at once, in threads of the host, which must not block.
 */
final class HostClient implements ExchangeClient {

    private final HttpClient client;

    HostClient(HttpClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<HttpResponse<BodyQueue>> send(
            HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler) {
        return client.sendAsync(request, handler);
    }

    @Override
    public boolean mayBlock() {
        return false;
    }

    @Override
    public void release(boolean complete) {
        // The host's client manages its own connections.
    }
}
