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
 * The transport's own clients, each with the one connection that it keeps. An exchange takes the client that became idle
 * last, for its connection is the likeliest to be open still. At most {@value #MAX_IDLE} are kept idle; of more, the one
 * that has been idle longest is closed.
 */
final class ClientPool {

    /** An idle client has a thread and three files: its connection and its selector. */
    static final int MAX_IDLE = 16;

    /** As long as newer JDK clients keep an idle connection. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final NetworkSettings settings;
    private final ClientThreads threads;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<SingleClient> busy = new HashSet<>();
    /** The one that has been idle longest is the first. */
    private final Deque<Idle> idle = new ArrayDeque<>();

    private boolean expiring;
    private boolean closed;

    /** What a client is good for. It knows its connect timeout for itself alone, not for a request. */
    private record Use(String scheme, String host, int port, Duration connectTimeout) {

        static Use of(TransportRequest request) {
            URI url = request.url();
            return new Use(
                    url.getScheme().toLowerCase(Locale.ROOT),
                    url.getHost().toLowerCase(Locale.ROOT),
                    url.getPort(),
                    request.connectTimeout());
        }
    }

    private record Idle(SingleClient client, Use use, long sinceNanos) {}

    ClientPool(NetworkSettings settings, ClientThreads threads) {
        this.settings = settings;
        this.threads = threads;
    }

    /**
     * Returns a client for one exchange: an idle one that may have a connection for it, or a new one.
     *
     * @throws IOException if there are no more files to be had, or the pool is closed
     */
    ExchangeClient take(TransportRequest request) throws IOException {
        Use use = Use.of(request);
        SingleClient client = takeIdle(use);
        return new Loan(client != null ? client : newClient(use), use);
    }

    private @Nullable SingleClient takeIdle(Use use) {
        lock.lock();
        try {
            for (Iterator<Idle> latest = idle.descendingIterator(); latest.hasNext(); ) {
                Idle found = latest.next();
                if (found.use().equals(use)) {
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

    private SingleClient newClient(Use use) throws IOException {
        SingleClient client;
        try {
            client = new SingleClient(settings, use.connectTimeout());
        } catch (UncheckedIOException e) {
            // There is no selector to be had, for want of files.
            throw new IOException("no client could be made", e);
        }
        boolean late;
        lock.lock();
        try {
            late = closed;
            if (!late) {
                busy.add(client);
            }
        } finally {
            lock.unlock();
        }
        if (late) {
            client.close();
            throw new IOException("the transport is closed");
        }
        return client;
    }

    private void giveBack(SingleClient client, Use use) {
        SingleClient surplus = null;
        boolean begins = false;
        lock.lock();
        try {
            // Closing the pool has closed those that were busy.
            if (busy.remove(client)) {
                idle.add(new Idle(client, use, System.nanoTime()));
                surplus = idle.size() > MAX_IDLE ? idle.remove().client() : null;
                begins = !expiring;
                expiring = true;
            }
        } finally {
            lock.unlock();
        }
        if (surplus != null) {
            surplus.close();
        }
        if (begins) {
            beginExpiring();
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

    private void beginExpiring() {
        try {
            threads.start(this::expire);
        } catch (OutOfMemoryError e) {
            // There is no thread to be had. The next client that is given back tries again.
            lock.lock();
            try {
                expiring = false;
            } finally {
                lock.unlock();
            }
        }
    }

    /** Closes clients that have been idle for too long, as long as there are idle ones. */
    private void expire() {
        for (SingleClient expired = nextExpired(); expired != null; expired = nextExpired()) {
            expired.close();
        }
    }

    /** Waits until a client has been idle for too long; returns null if there is no idle one. */
    private @Nullable SingleClient nextExpired() {
        lock.lock();
        try {
            for (Idle oldest = idle.peek(); oldest != null; oldest = idle.peek()) {
                long left = KEPT_NANOS - (System.nanoTime() - oldest.sinceNanos());
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

    /** Closes every client, whether it is idle or not. */
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

    /** A client on loan to one exchange. */
    private final class Loan implements ExchangeClient {

        private final SingleClient client;
        private final Use use;

        Loan(SingleClient client, Use use) {
            this.client = client;
            this.use = use;
        }

        @Override
        public CompletableFuture<HttpResponse<BodyQueue>> send(
                HttpRequest request, HttpResponse.BodyHandler<BodyQueue> handler) {
            return client.send(request, handler);
        }

        @Override
        public boolean mayBeHeldUp() {
            return client.isReadingThread();
        }

        @Override
        public void release(boolean whole) {
            if (whole) {
                giveBack(client, use);
            } else {
                drop(client);
            }
        }
    }
}
