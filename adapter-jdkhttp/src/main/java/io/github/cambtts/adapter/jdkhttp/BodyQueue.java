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
 * Queues a body between the client's thread and the reader's.
 *
 * <p>Once a batch arrives in a thread that may block, the demand becomes unbounded, and that thread waits while the
 * queue is full. Until then, and with a client that has no such thread, the reader requests one batch at a time, when
 * the queue is empty. The client may deliver bytes in the thread that calls {@code request}, so unbounded demand is
 * never requested in another thread, nor while the reader requests one.
 */
final class BodyQueue implements BodySubscriber<BodyQueue> {

    /** The client makes one batch of each of its 16 KiB buffers. */
    static final int MAX_BATCHES = 32;

    private static final long MAX_CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long announced;
    private final BooleanSupplier mayBlock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Queue<List<ByteBuffer>> queue = new ArrayDeque<>();

    private Flow.@Nullable Subscription subscription;
    private boolean requesting;
    private boolean requested;
    private boolean unbounded;
    private long received;

    private boolean completed;
    private boolean aborted;
    private @Nullable Throwable error;

    /**
     * Creates the queue.
     *
     * @param announced the body's announced length, or -1
     * @param mayBlock whether the current thread, in which the client delivers the body, may block until the queue
     *     has room
     */
    BodyQueue(long announced, BooleanSupplier mayBlock) {
        this.announced = announced;
        this.mayBlock = mayBlock;
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        boolean accepted;
        lock.lock();
        try {
            accepted = !aborted && subscription == null;
            if (accepted) {
                subscription = newSubscription;
                requested = true;
                unbounded = mayBlock.getAsBoolean();
            }
        } finally {
            lock.unlock();
        }
        if (accepted) {
            newSubscription.request(unbounded ? Long.MAX_VALUE : 1);
        } else {
            newSubscription.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        boolean blocking = mayBlock.getAsBoolean();
        Flow.Subscription source = null;
        lock.lock();
        try {
            while (blocking && queue.size() >= MAX_BATCHES && !isDone()) {
                notFull.await();
            }
            if (blocking && !unbounded && !requesting) {
                unbounded = true;
                source = subscription;
            }
            requested = unbounded;
            if (!aborted) {
                batch.forEach(bytes -> received += bytes.remaining());
                queue.add(batch);
                notEmpty.signal();
            }
        } catch (InterruptedException e) {
            // The client is being closed, which ends this exchange too.
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
        if (error == null) {
            error = thrown;
        }
        notEmpty.signal();
        notFull.signal();
    }

    @Override
    public void onComplete() {
        lock.lock();
        try {
            completed = true;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads queued bytes into the target; blocks while there are none. Bytes received before an error are read first.
     */
    int read(ByteBuffer target) throws IOException {
        lock.lock();
        try {
            int read = take(target);
            while (read == 0 && !isDone()) {
                if (!requestBatch()) {
                    notEmpty.await();
                }
                read = take(target);
            }
            if (aborted) {
                throw new IOException("aborted");
            }
            if (read == 0 && error != null) {
                throw JdkHttpErrors.of(error);
            }
            return read > 0 ? read : -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private boolean isDone() {
        return completed || aborted || error != null;
    }

    private int take(ByteBuffer target) {
        int taken = 0;
        while (target.hasRemaining() && !queue.isEmpty()) {
            boolean emptied = true;
            for (ByteBuffer bytes : queue.element()) {
                taken += move(bytes, target);
                emptied &= !bytes.hasRemaining();
            }
            if (emptied) {
                queue.remove();
                notFull.signal();
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

    /**
     * Requests a batch, which the client may deliver at once, in this thread; returns false if one is already
     * requested.
     */
    private boolean requestBatch() {
        Flow.Subscription source = subscription;
        if (requested || source == null) {
            return false;
        }
        requested = true;
        requesting = true;
        lock.unlock();
        try {
            source.request(1);
        } finally {
            lock.lock();
            requesting = false;
        }
        return true;
    }

    /**
     * Releases the exchange. If all announced bytes were received, first waits a short time for the end of the body,
     * so that the connection can be reused.
     *
     * @return whether the body was received to its end
     */
    boolean close() {
        boolean complete;
        lock.lock();
        try {
            long leftNanos = MAX_CLOSING_NANOS;
            while (received == announced && !isDone() && leftNanos > 0) {
                leftNanos = notEmpty.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            complete = completed && !aborted;
            lock.unlock();
        }
        abort();
        return complete;
    }

    /** Aborts the exchange and wakes waiting threads. Keeps the connection if the whole body was received. */
    void abort() {
        Flow.Subscription source = null;
        lock.lock();
        try {
            if (!aborted) {
                aborted = true;
                source = completed || received == announced ? null : subscription;
                queue.clear();
                notEmpty.signal();
                notFull.signal();
            }
        } finally {
            lock.unlock();
        }
        if (source != null) {
            source.cancel();
        }
    }
}
