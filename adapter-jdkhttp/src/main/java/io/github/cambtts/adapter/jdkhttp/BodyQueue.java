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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way from the client's thread to the reader's.
 *
 * <p>Once a batch comes in a thread that may be held up, everything is asked for, and that thread waits while the queue is
 * full. Until then, and with a client that has no such thread, the reader asks for one batch at a time, when it has nothing
 * left. Every request is served by the thread that makes it, if there are bytes: so everything is never asked for in
 * another thread, nor while the reader asks.
 */
final class BodyQueue implements BodySubscriber<BodyQueue> {

    /** The client makes a batch of what one of its buffers of 16 KiB holds. */
    static final int MAX_BATCHES = 32;

    private static final long MAX_CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long announced;
    private final BooleanSupplier mayBeHeldUp;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition room = lock.newCondition();
    private final Queue<List<ByteBuffer>> waiting = new ArrayDeque<>();

    private Flow.@Nullable Subscription subscription;
    private boolean asking;
    private boolean asked;
    private boolean askedForAll;
    private long received;

    private boolean atEnd;
    private boolean aborted;
    private @Nullable Throwable fault;

    /**
     * Creates the queue.
     *
     * @param announced the body's announced length, or -1
     * @param mayBeHeldUp whether the current thread, in which the client hands over the body, may be held up until there
     *     is room for more
     */
    BodyQueue(long announced, BooleanSupplier mayBeHeldUp) {
        this.announced = announced;
        this.mayBeHeldUp = mayBeHeldUp;
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
                askedForAll = mayBeHeldUp.getAsBoolean();
            }
        } finally {
            lock.unlock();
        }
        if (welcome) {
            begun.request(askedForAll ? Long.MAX_VALUE : 1);
        } else {
            begun.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        boolean patient = mayBeHeldUp.getAsBoolean();
        Flow.Subscription source = null;
        lock.lock();
        try {
            while (patient && waiting.size() >= MAX_BATCHES && !isOver()) {
                room.await();
            }
            if (patient && !askedForAll && !asking) {
                askedForAll = true;
                source = subscription;
            }
            asked = askedForAll;
            if (!aborted) {
                batch.forEach(bytes -> received += bytes.remaining());
                waiting.add(batch);
                arrived.signal();
            }
        } catch (InterruptedException e) {
            // The client is being closed, and this exchange with it.
            Thread.currentThread().interrupt();
            fail(e);
        } finally {
            lock.unlock();
        }
        if (source != null) {
            source.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        lock.lock();
        try {
            fail(thrown);
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable thrown) {
        if (fault == null) {
            fault = thrown;
        }
        arrived.signal();
        room.signal();
    }

    @Override
    public void onComplete() {
        lock.lock();
        try {
            atEnd = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Reads what waits, as far as there is room; blocks while there is nothing. What came before a fault is read first. */
    int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            int read = take(target);
            while (read == 0 && !isOver()) {
                if (!ask()) {
                    arrived.await();
                }
                read = take(target);
            }
            if (aborted) {
                throw new IOException("aborted");
            }
            if (read == 0 && fault != null) {
                throw JdkHttpErrors.of(fault);
            }
            return read > 0 ? read : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return atEnd || aborted || fault != null;
    }

    private int take(ByteBuffer target) {
        int taken = 0;
        while (target.hasRemaining() && !waiting.isEmpty()) {
            boolean emptied = true;
            for (ByteBuffer bytes : waiting.element()) {
                taken += move(bytes, target);
                emptied &= !bytes.hasRemaining();
            }
            if (emptied) {
                waiting.remove();
                room.signal();
            }
        }
        return taken;
    }

    private static int move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), count);
        from.position(from.position() + count);
        to.position(to.position() + count);
        return count;
    }

    /** Asks for a batch, which the client may hand over at once, in this thread; returns false if one is under way. */
    private boolean ask() {
        Flow.Subscription source = subscription;
        if (asked || source == null) {
            return false;
        }
        asked = true;
        asking = true;
        lock.unlock();
        try {
            source.request(1);
        } finally {
            lock.lock();
            asking = false;
        }
        return true;
    }

    /**
     * Releases the exchange; if all bytes have come, the end is about to, and with it the connection is used again.
     *
     * @return whether the body has come to its end
     */
    boolean close() {
        boolean whole;
        lock.lock();
        try {
            long patience = MAX_CLOSING_NANOS;
            while (received == announced && !isOver() && patience > 0) {
                patience = arrived.awaitNanos(patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            whole = atEnd && !aborted;
            lock.unlock();
        }
        abort();
        return whole;
    }

    /** Ends the exchange and wakes those who wait; a body that has come to its end leaves its connection alone. */
    void abort() {
        Flow.Subscription source = null;
        lock.lock();
        try {
            if (!aborted) {
                aborted = true;
                source = atEnd || received == announced ? null : subscription;
                waiting.clear();
                arrived.signal();
                room.signal();
            }
        } finally {
            lock.unlock();
        }
        if (source != null) {
            source.cancel();
        }
    }
}
