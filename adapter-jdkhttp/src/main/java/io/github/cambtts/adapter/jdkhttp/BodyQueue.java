package io.github.cambtts.adapter.jdkhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way from the client's threads to the reader's. The reader asks for one batch at a time.
 *
 * <p>In the clear the client hands over what one read of its socket brought, up to three batches, one after the other, and
 * reads again whenever there is demand and its queue is found empty: where a batch is asked for before the next one is
 * there, it reads once more than it needs, and nothing stops it when the reader pauses. So the reader asks only when it
 * has nothing left. Over TLS each step brings one batch, and over HTTP/2 there is a window: there it asks ahead.
 */
final class BodyQueue implements BodySubscriber<BodyQueue> {

    private static final long MAX_CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How many asks in vain it takes for the reader to leave the client time to hand over the rest of what it read. */
    private static final int MAX_IN_VAIN = 16;

    private static final long HANDOVER_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final long announced;
    private final boolean asksAhead;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();

    private Flow.@Nullable Subscription subscription;
    private boolean asked;
    /** How many more asks found nothing than something: with three batches to a read, twice as many find something. */
    private int inVain;

    private long received;

    private boolean atEnd;
    private boolean aborted;
    private @Nullable Throwable fault;

    /**
     * Creates the queue.
     *
     * @param announced the body's announced length, or -1
     * @param asksAhead whether the next batch is asked for before the reader wants it, so that it comes meanwhile
     */
    BodyQueue(long announced, boolean asksAhead) {
        this.announced = announced;
        this.asksAhead = asksAhead;
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        boolean welcome;
        lock.lock();
        try {
            welcome = !aborted && subscription == null;
            if (welcome) {
                subscription = begun;
                asked = true;
            }
        } finally {
            lock.unlock();
        }
        if (welcome) {
            begun.request(1);
        } else {
            begun.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        lock.lock();
        try {
            asked = false;
            for (ByteBuffer bytes : batch) {
                if (bytes.hasRemaining()) {
                    received += bytes.remaining();
                    waiting.add(bytes);
                }
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        lock.lock();
        try {
            if (fault == null) {
                fault = thrown;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onComplete() {
        lock.lock();
        try {
            atEnd = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Reads what waits and what comes at once, as far as there is room; blocks while there is nothing. */
    int read(ByteBuffer target) throws IOException {
        int read = take(target);
        while ((read == 0 || asksAhead) && target.hasRemaining() && ask()) {
            read += take(target);
        }
        return read > 0 ? read : await() ? take(target) : -1;
    }

    private int take(ByteBuffer target) {
        lock.lock();
        try {
            int taken = 0;
            while (target.hasRemaining() && !waiting.isEmpty()) {
                taken += move(waiting.element(), target);
                if (!waiting.element().hasRemaining()) {
                    waiting.remove();
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Asks for a batch, which the client may hand over at once; returns false if one is under way or there is no more. */
    private boolean ask() {
        Flow.Subscription source = null;
        lock.lock();
        try {
            if (!asked && waiting.isEmpty() && !isOver()) {
                source = subscription;
                asked = source != null;
            }
        } finally {
            lock.unlock();
        }
        if (source == null) {
            return false;
        }
        if (!asksAhead && inVain > MAX_IN_VAIN) {
            LockSupport.parkNanos(HANDOVER_NANOS);
        }
        source.request(1);
        lock.lock();
        try {
            inVain = asked ? Math.min(inVain + 1, 2 * MAX_IN_VAIN) : Math.max(inVain - 1, 0);
        } finally {
            lock.unlock();
        }
        return true;
    }

    private boolean isOver() {
        return atEnd || aborted || fault != null;
    }

    /** Waits until there are bytes, or returns false at the end; what came before a fault is read before it is thrown. */
    private boolean await() throws IOException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !isOver()) {
                changed.await();
            }
            if (aborted) {
                throw new IOException("aborted");
            }
            if (waiting.isEmpty() && fault != null) {
                throw JdkHttpFault.of(fault);
            }
            return !waiting.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private static int move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        from.position(from.position() + count);
        to.position(to.position() + count);
        return count;
    }

    /** Releases the exchange; if all bytes have come, the end is about to, and with it the connection is used again. */
    void close() {
        lock.lock();
        try {
            long patience = MAX_CLOSING_NANOS;
            while (received == announced && !atEnd && fault == null && !aborted && patience > 0) {
                patience = changed.awaitNanos(patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        abort();
    }

    /** Ends the exchange and wakes the reader; a body that has come to its end leaves its connection alone. */
    void abort() {
        Flow.Subscription source = null;
        lock.lock();
        try {
            if (!aborted) {
                aborted = true;
                boolean whole = atEnd || received == announced;
                source = whole ? null : subscription;
                waiting.clear();
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (source != null) {
            source.cancel();
        }
    }
}
