package io.github.cambtts.adapter.jdkhttp;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An HTTP client that exchanges share. It is built when it is first needed. */
final class SharedClient {

    private final HttpClient.Builder builder;
    private final Duration minAge;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HttpClient client;
    private volatile long builtNanos;
    private boolean closed;

    /**
     * Creates the owner of the client.
     *
     * @param builder builds the client. What it contains must not refer to this object: on Java 25, a client is never
     *     freed if its executor refers to it
     * @param minAge the age from which on the client is also replaced if an exchange ends while it is connecting. Early
     *     releases of Java 17 do not report that the client's thread has ended: requests wait for a connection. In a
     *     younger client that is probably not the cause
     */
    SharedClient(HttpClient.Builder builder, Duration minAge) {
        this.builder = builder;
        this.minAge = minAge;
    }

    /**
     * Sends a request. If the exchange fails in a way after which the client should not be used, the client is replaced for
     * later requests, and ends after the exchanges that it already has.
     *
     * @throws IOException if there is no client and no new one can be built
     */
    CompletableFuture<HttpResponse<BodyQueue>> send(HttpRequest request, HeadersFuture exchange) throws IOException {
        HttpClient current = get();
        exchange.onFailure(error -> {
            if (JdkHttpErrors.breaksClient(error) || (exchange.isConnecting() && isOld())) {
                replace(current);
            }
        });
        return current.sendAsync(request, exchange);
    }

    private HttpClient get() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("The transport is closed");
            }
            if (client == null) {
                client = builder.build();
                builtNanos = System.nanoTime();
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOld() {
        return System.nanoTime() - builtNanos >= minAge.toNanos();
    }

    private void replace(HttpClient used) {
        lock.lock();
        try {
            client = client == used ? null : client;
        } finally {
            lock.unlock();
        }
        call(used, "shutdown");
    }

    /** Closes the connections and ends the thread of the client. */
    void close() {
        HttpClient last;
        lock.lock();
        try {
            closed = true;
            last = client;
            client = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            call(last, "shutdownNow");
        }
    }

    /**
     * Calls a method that {@code HttpClient} has since Java 21. An older client ends by itself: within three seconds after
     * the garbage collector has found that nothing refers to it.
     */
    private static void call(HttpClient client, String method) {
        try {
            HttpClient.class.getMethod(method).invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return;
        }
    }
}
