package io.github.cambtts.adapter.jdkhttp;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** An HTTP client that exchanges share. It is built when it is first needed. */
final class SharedClient {

    private final HttpClient.Builder builder;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable HttpClient client;
    private boolean closed;

    /** The last client that has brought a response. */
    private volatile @Nullable HttpClient proved;

    /**
     * Creates the owner of the client.
     *
     * @param builder builds the client. What it contains must not refer to this object: on Java 25, a client is never
     *     freed if its executor refers to it
     */
    SharedClient(HttpClient.Builder builder) {
        this.builder = builder;
    }

    /**
     * Sends a request. If the exchange fails in a way after which the client should not be used, the client is replaced for
     * later requests, and ends after the exchanges that it already has.
     *
     * <p>A client that has brought a response is also replaced if an exchange ends while it is connecting: early releases
     * of Java 17 do not report that the client's thread has ended, and requests wait for a connection. A client that has
     * not brought one yet is kept, so that a server that is down causes no more than one new client.
     *
     * @throws IOException if there is no client and no new one can be built
     */
    CompletableFuture<HttpResponse<BodyQueue>> send(HttpRequest request, HeadersFuture exchange) throws IOException {
        HttpClient current = get();
        exchange.onEnd(error -> {
            if (error == null) {
                proved = current;
            } else if (JdkHttpErrors.breaksClient(error) || (exchange.isConnecting() && proved == current)) {
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
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private void replace(HttpClient used) {
        lock.lock();
        try {
            client = client == used ? null : client;
            proved = proved == used ? null : proved;
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
            proved = null;
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
