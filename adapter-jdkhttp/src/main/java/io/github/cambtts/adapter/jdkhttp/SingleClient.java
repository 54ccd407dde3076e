package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.NetworkSettings;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A client of our own for one exchange at a time. It does all its work in the thread that reads its socket: that thread
 * can be held up in the middle of a body, and then reads nothing more.
 *
 * <p>For this the thread that begins an exchange should not meet the response. It would where the response's headers are
 * there before {@code sendAsync} has returned. So whatever the reading thread wants to do waits until it has. One gap is
 * left: the client may hand bytes to whichever thread is just looking for some. {@link BodyQueue} is told by
 * {@link #isReadingThread()}.
 */
final class SingleClient {

    private final HttpClient client;
    private final String selectorName;

    private volatile @Nullable Thread beginner;
    private volatile CountDownLatch begun = new CountDownLatch(0);

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

    /** Tells whether the current thread is the one that reads this client's socket. */
    boolean isReadingThread() {
        return Thread.currentThread().getName().equals(selectorName);
    }

    CompletableFuture<HttpResponse<BodyQueue>> send(HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler) {
        CountDownLatch sent = new CountDownLatch(1);
        beginner = Thread.currentThread();
        begun = sent;
        try {
            return client.sendAsync(request, handler);
        } finally {
            sent.countDown();
        }
    }

    private void execute(Runnable work) {
        if (Thread.currentThread() != beginner) {
            try {
                begun.await();
            } catch (InterruptedException e) {
                // That is how the reading thread is told to end: see ClientShutdown.
                Thread.currentThread().interrupt();
            }
        }
        work.run();
    }

    /** Closes the connection, and ends the thread that reads it. */
    void close() {
        begun.countDown();
        ClientShutdown.begin(client);
    }
}
