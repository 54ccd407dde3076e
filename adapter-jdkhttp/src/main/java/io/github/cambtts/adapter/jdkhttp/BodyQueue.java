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
import org.jspecify.annotations.Nullable;

/**
 * Queues a body between the client's thread and the reader's. At most a window of batches is requested and not yet read;
 * the reader requests more when half of them have been read.
 */
final class BodyQueue implements BodySubscriber<BodyQueue> {

    private static final long MAX_CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int window;
    private final long announced;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<List<ByteBuffer>> queue = new ArrayDeque<>();

    private Flow.@Nullable Subscription subscription;
    private int unread;
    private long received;

    private boolean completed;
    private boolean aborted;
    private @Nullable Throwable error;

    /**
     * Creates the queue.
     *
     * @param window the maximum number of batches that are requested and not yet read
     * @param announced the body's announced length, or -1
     */
    BodyQueue(int window, long announced) {
        this.window = window;
        this.announced = announced;
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
                unread = window;
            }
        } finally {
            lock.unlock();
        }
        if (accepted) {
            newSubscription.request(window);
        } else {
            newSubscription.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        lock.lock();
        try {
            if (!aborted) {
                batch.forEach(bytes -> received += bytes.remaining());
                queue.add(batch);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable thrown) {
        lock.lock();
        try {
            error = thrown;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onComplete() {
        lock.lock();
        try {
            completed = true;
            changed.signal();
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
            requestMore();
            int read = take(target);
            while (read == 0 && !isDone()) {
                if (!requestMore()) {
                    changed.await();
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
                unread--;
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

    /** Requests batches if half of the window has been read. The client may deliver them at once, in this thread. */
    private boolean requestMore() {
        Flow.Subscription source = subscription;
        if (source == null || unread > window / 2 || isDone()) {
            return false;
        }
        int more = window - unread;
        unread = window;
        lock.unlock();
        try {
            source.request(more);
        } finally {
            lock.lock();
        }
        return true;
    }

    /**
     * Ends the exchange. If all announced bytes were received, first waits a short time for the end of the body, so that
     * the connection is free for the next exchange.
     */
    void close() {
        lock.lock();
        try {
            long leftNanos = MAX_CLOSING_NANOS;
            while (received == announced && !isDone() && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        abort();
    }

    /** Aborts the exchange and wakes the reader. Keeps the connection if the whole body was received. */
    void abort() {
        Flow.Subscription source = null;
        lock.lock();
        try {
            if (!aborted) {
                aborted = true;
                source = completed || received == announced ? null : subscription;
                queue.clear();
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
