package io.github.cambtts.adapter.jdkhttp;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A client that counts exchanges, built like the wrappers of metrics and tracing libraries. */
class InstrumentedClient extends HttpClient {

    /** What such a wrapper returns. */
    enum Kind {
        /** A future derived from the client's, as Micrometer does. */
        DERIVED_FUTURE,
        /** A new future that it completes by itself, as OpenTelemetry does. */
        FUTURE_OF_ITS_OWN
    }

    private final HttpClient client;
    private final Kind kind;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    InstrumentedClient(HttpClient client, Kind kind) {
        this.client = client;
        this.kind = kind;
    }

    int begun() {
        return begun.get();
    }

    int ended() {
        return ended.get();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> responseBodyHandler) {
        begun.incrementAndGet();
        CompletableFuture<HttpResponse<T>> counted = client.sendAsync(request, responseBodyHandler)
                .whenComplete((response, fault) -> ended.incrementAndGet());
        if (kind == Kind.DERIVED_FUTURE) {
            return counted;
        }
        CompletableFuture<HttpResponse<T>> own = new CompletableFuture<>();
        CompletableFuture<?> unused = counted.whenComplete((response, fault) -> {
            if (fault != null) {
                own.completeExceptionally(fault);
            } else {
                own.complete(response);
            }
        });
        return own;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> responseBodyHandler,
            HttpResponse.PushPromiseHandler<T> pushPromiseHandler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> responseBodyHandler)
            throws IOException, InterruptedException {
        return client.send(request, responseBodyHandler);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }
}
