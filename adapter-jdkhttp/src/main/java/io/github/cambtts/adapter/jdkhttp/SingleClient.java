package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.NetworkSettings;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A client for one exchange at a time. It does all its work in the thread that reads its socket. That thread may
 * block in the middle of a body, and then reads nothing more.
 *
 * <p>The thread that calls {@code sendAsync} must not receive the body. It could if the response's headers arrived
 * before {@code sendAsync} returns. So tasks of the reading thread wait until {@code sendAsync} has returned. One
 * case remains: the client may deliver bytes in any thread that requests them. {@link BodyQueue} detects this with
 * {@link #isReadingThread()}.
 */
final class SingleClient {

    private final HttpClient client;
    private final String selectorName;

    private volatile @Nullable Thread sendingThread;
    private volatile CountDownLatch sendReturned = new CountDownLatch(0);
    private volatile CompletableFuture<HttpResponse<BodyQueue>> response = new CompletableFuture<>();

    SingleClient(NetworkSettings settings, Duration connectTimeout) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(this::execute)
                .connectTimeout(connectTimeout);
        settings.proxy().ifPresent(at -> builder.proxy(ProxySelector.of(at)));
        settings.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        client = builder.build();
        selectorName = ClientShutdown.selectorName(client);
    }

    /** Returns whether the current thread is the one that reads this client's socket. */
    boolean isReadingThread() {
        return Thread.currentThread().getName().equals(selectorName);
    }

    /**
     * Sends a request.
     *
     * @return the client's future. It completes with null once the handler has been called: the client would complete it
     *     in another thread, for which the JDK creates a new one each time where there are one or two processors
     */
    CompletableFuture<HttpResponse<BodyQueue>> send(HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler) {
        CountDownLatch latch = new CountDownLatch(1);
        sendingThread = Thread.currentThread();
        sendReturned = latch;
        try {
            response = client.sendAsync(request, info -> {
                BodySubscriber<BodyQueue> body = handler.apply(info);
                response.complete(null);
                return body;
            });
            return response;
        } finally {
            latch.countDown();
        }
    }

    private void execute(Runnable work) {
        if (Thread.currentThread() != sendingThread) {
            try {
                sendReturned.await();
            } catch (InterruptedException e) {
                // ClientShutdown interrupts the reading thread to end it.
                Thread.currentThread().interrupt();
            }
        }
        work.run();
    }

    /** Closes the connection and ends the thread that reads it. */
    void close() {
        sendReturned.countDown();
        ClientShutdown.begin(client);
    }
}
