package io.github.cambtts.adapter.jdkhttp;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** The client that the host handed in. It serves many exchanges at once, and its threads are the host's. */
final class HostsClient implements ExchangeClient {

    private final HttpClient client;

    HostsClient(HttpClient client) {
        this.client = client;
    }

    @Override
    public CompletableFuture<HttpResponse<BodyQueue>> send(
            HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler) {
        return client.sendAsync(request, handler);
    }

    @Override
    public boolean mayBeHeldUp() {
        return false;
    }

    @Override
    public void release(boolean whole) {
        // The host's client knows by itself.
    }
}
