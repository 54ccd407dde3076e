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
 * A body on its way from the client's threads to the reader's. Holds a bounded number of bytes: enough for the reader to
 * find more when it comes back, and little beside the memory of a host.
 */
final class BodyQueue implements BodySubscriber<BodyQueue> {

    /** So many bytes may wait, those included that have been asked for. */
    private static final int WINDOW_BYTES = 512 * 1024;

    /** The most that one batch brings: the client's buffer, which a property of the JVM may enlarge. */
    private static final int BATCH_BYTES =
            Math.min(Math.max(Integer.getInteger("jdk.httpclient.bufsize", 0), 16 * 1024), WINDOW_BYTES);

    /** A reader is woken for this much, since a hand-over between threads costs as much as receiving a batch. */
    private static final int WORTH_WAKING_BYTES = 256 * 1024;

    /** A reader that got less has waited in vain this long, and takes what is there. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long MOST_CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long announced;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();

    private Flow.@Nullable Subscription subscription;
    private int asked;
    private int waitingBytes;
    private long received;
    /** Whether the reader has been patient already and wants the next bytes however few. */
    private boolean impatient;

    private boolean atEnd;
    private boolean aborted;
    private @Nullable Throwable fault;

    /**
     * Creates the queue.
     *
     * @param announced the body's announced length, or -1
     */
    BodyQueue(long announced) {
        this.announced = announced;
    }

    @Override
    public CompletionStage<BodyQueue> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription begun) {
        int first = 0;
        lock.lock();
        try {
            if (!aborted && subscription == null) {
                subscription = begun;
                first = ask();
            }
        } finally {
            lock.unlock();
        }
        if (first > 0) {
            begun.request(first);
        } else {
            begun.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        int more;
        lock.lock();
        try {
            int bytes = 0;
            for (ByteBuffer buffer : batch) {
                if (buffer.hasRemaining()) {
                    bytes += buffer.remaining();
                    waiting.add(buffer);
                }
            }
            waitingBytes += bytes;
            received += bytes;
            asked--;
            if (impatient || waitingBytes >= WORTH_WAKING_BYTES || received == announced) {
                changed.signal();
            }
            more = ask();
        } finally {
            lock.unlock();
        }
        request(more);
    }

    /** Returns how many more batches to ask for: what there is room for, once that is at least half of it. */
    private int ask() {
        int room = (WINDOW_BYTES - waitingBytes) / BATCH_BYTES;
        int more = asked <= room / 2 ? Math.max(room - asked, 0) : 0;
        asked += more;
        return more;
    }

    private void request(int batches) {
        Flow.Subscription source = subscription;
        if (batches > 0 && source != null) {
            source.request(batches);
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

    /** Reads all that waits, as far as there is room; blocks while nothing waits. */
    int read(ByteBuffer target) throws IOException {
        int read = 0;
        int more;
        lock.lock();
        try {
            await();
            if (waiting.isEmpty() && atEnd) {
                return -1;
            }
            while (target.hasRemaining() && !waiting.isEmpty()) {
                read += move(waiting.element(), target);
                if (!waiting.element().hasRemaining()) {
                    waiting.remove();
                }
            }
            waitingBytes -= read;
            more = ask();
        } finally {
            lock.unlock();
        }
        request(more);
        return read;
    }

    /** Waits until there are bytes or an end of some kind; what came before a fault is read before it is thrown. */
    private void await() throws IOException {
        try {
            long patience = PATIENCE_NANOS;
            while (mustWait()) {
                impatient = patience <= 0;
                if (impatient) {
                    changed.await();
                } else {
                    patience = changed.awaitNanos(patience);
                }
            }
            impatient = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (aborted) {
            throw new IOException("aborted");
        }
        if (waiting.isEmpty() && fault != null) {
            throw JdkHttpFault.of(fault);
        }
    }

    private boolean mustWait() {
        return waiting.isEmpty() && !atEnd && !aborted && fault == null;
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
            long patience = MOST_CLOSING_NANOS;
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
