package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.TransportRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pools the transport's own clients, each with one connection. An exchange uses the client that became idle last,
 * because its connection is the most likely to be still open. A client is closed when it has been idle for 30 seconds,
 * or for one second while more than {@value #MAX_IDLE} are idle: callers who come at once find the clients of those
 * before them, and a burst leaves few behind. There are never more clients than exchanges were in progress at once.
 */
final class ClientPool {

    /** An idle client holds a thread and three file descriptors: one for its connection, two for its selector. */
    static final int MAX_IDLE = 16;

    /** The time for which newer JDK clients keep an idle connection. */
    private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A caller that makes one call after the other is back long before. */
    private static final Duration SURPLUS_KEEP_ALIVE = Duration.ofSeconds(1);

    private final NetworkSettings settings;
    private final ClientThreads threads;
    private final long surplusKeepAliveNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<SingleClient> busy = new HashSet<>();
    /** The first element has been idle longest. */
    private final Deque<Idle> idle = new ArrayDeque<>();

    private boolean expiring;
    private boolean closed;

    /**
     * Which requests a client can serve. The connect timeout is part of it, because the JDK sets it for each client.
     */
    private record Key(String scheme, String host, int port, Duration connectTimeout) {

        static Key of(TransportRequest request) {
            URI url = request.url();
            return new Key(
                    url.getScheme().toLowerCase(Locale.ROOT),
                    url.getHost().toLowerCase(Locale.ROOT),
                    url.getPort(),
                    request.connectTimeout());
        }
    }

    private record Idle(SingleClient client, Key key, long sinceNanos) {}

    ClientPool(NetworkSettings settings, ClientThreads threads) {
        this(settings, threads, SURPLUS_KEEP_ALIVE);
    }

    ClientPool(NetworkSettings settings, ClientThreads threads, Duration surplusKeepAlive) {
        this.settings = settings;
        this.threads = threads;
        this.surplusKeepAliveNanos = surplusKeepAlive.toNanos();
    }

    /**
     * Returns a client for one exchange: an idle one with the same key, or a new one.
     *
     * @throws IOException if no file descriptors are left, or the pool is closed
     */
    ExchangeClient take(TransportRequest request) throws IOException {
        Key key = Key.of(request);
        SingleClient client = takeIdle(key);
        return new PooledClient(client != null ? client : newClient(key), key);
    }

    private @Nullable SingleClient takeIdle(Key key) {
        lock.lock();
        try {
            for (Iterator<Idle> latest = idle.descendingIterator(); latest.hasNext(); ) {
                Idle found = latest.next();
                if (found.key().equals(key)) {
                    latest.remove();
                    busy.add(found.client());
                    return found.client();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private SingleClient newClient(Key key) throws IOException {
        SingleClient client;
        try {
            client = new SingleClient(settings, key.connectTimeout());
        } catch (UncheckedIOException e) {
            // No selector could be opened, because no file descriptors are left.
            throw new IOException("Could not create an HttpClient", e);
        }
        boolean closedMeanwhile;
        lock.lock();
        try {
            closedMeanwhile = closed;
            if (!closedMeanwhile) {
                busy.add(client);
            }
        } finally {
            lock.unlock();
        }
        if (closedMeanwhile) {
            client.close();
            throw new IOException("The transport is closed");
        }
        return client;
    }

    private void putBack(SingleClient client, Key key) {
        boolean startsExpiring = false;
        lock.lock();
        try {
            // A client that is not in the set was closed with the pool.
            if (busy.remove(client)) {
                idle.add(new Idle(client, key, System.nanoTime()));
                if (idle.size() == MAX_IDLE + 1) {
                    changed.signal();
                }
                startsExpiring = !expiring;
                expiring = true;
            }
        } finally {
            lock.unlock();
        }
        if (startsExpiring) {
            startExpiring();
        }
    }

    private void drop(SingleClient client) {
        lock.lock();
        try {
            busy.remove(client);
        } finally {
            lock.unlock();
        }
        client.close();
    }

    private void startExpiring() {
        try {
            threads.start(this::expire);
        } catch (OutOfMemoryError e) {
            // No thread could be created. The next client that is returned to the pool tries again.
            lock.lock();
            try {
                expiring = false;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Closes clients that have been idle for too long; returns when no client is idle. */
    private void expire() {
        for (SingleClient expired = nextExpired(); expired != null; expired = nextExpired()) {
            expired.close();
        }
    }

    /** Waits until a client has been idle for too long and returns it; returns null if no client is idle. */
    private @Nullable SingleClient nextExpired() {
        lock.lock();
        try {
            for (Idle oldest = idle.peek(); oldest != null; oldest = idle.peek()) {
                long keepAliveNanos = idle.size() > MAX_IDLE ? surplusKeepAliveNanos : KEEP_ALIVE_NANOS;
                long left = keepAliveNanos - (System.nanoTime() - oldest.sinceNanos());
                if (left <= 0) {
                    idle.remove();
                    return oldest.client();
                }
                long unused = changed.awaitNanos(left);
            }
            expiring = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return null;
    }

    /** Closes all clients, idle and busy. */
    void close() {
        List<SingleClient> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(busy);
            busy.clear();
            idle.forEach(one -> all.add(one.client()));
            idle.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        all.forEach(SingleClient::close);
    }

    /** A client of the pool while one exchange uses it. */
    private final class PooledClient implements ExchangeClient {

        private final SingleClient client;
        private final Key key;

        PooledClient(SingleClient client, Key key) {
            this.client = client;
            this.key = key;
        }

        @Override
        public CompletableFuture<HttpResponse<BodyQueue>> send(
                HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler) {
            return client.send(request, handler);
        }

        @Override
        public boolean mayBlock() {
            return client.isReadingThread();
        }

        @Override
        public void release(boolean complete) {
            if (complete) {
                putBack(client, key);
            } else {
                drop(client);
            }
        }
    }
}
