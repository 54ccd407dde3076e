package io.github.cambtts.adapter.jdkhttp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
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

    /** The most that one batch brings: the client's buffer, which a property of the JVM may enlarge. */
    private static final int BATCH_BYTES = Math.max(Integer.getInteger("jdk.httpclient.bufsize", 0), 16 * 1024);

    /**
     * How many batches are asked for at once, and no more before all of them have come. Over HTTP/1.1 they must have been
     * read too; HTTP/2 limits by itself how much is on its way.
     */
    private static final int BURST = Math.max(256 * 1024 / BATCH_BYTES, 1);

    /**
     * A reader is woken for a whole burst, since a hand-over between threads costs as much as receiving a batch. One that
     * has waited in vain this long takes what is there.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /**
     * How long a batch is kept waiting over HTTP/1.1. The client hands over what one read of its socket brought, up to
     * three batches, and reads again whenever its queue is found empty: where a batch is taken before the next one is
     * there, it reads thrice instead of once, from then on ever further ahead, and nothing stops it when the reader
     * pauses.
     */
    private static final long HANDOVER_NANOS = 2_000;

    private static final long MOST_CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long announced;
    private final boolean handsOverInPieces;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();

    private Flow.@Nullable Subscription subscription;
    private int asked;
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
     * @param version the protocol that it comes by
     */
    BodyQueue(long announced, HttpClient.Version version) {
        this.announced = announced;
        this.handsOverInPieces = version == HttpClient.Version.HTTP_1_1;
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
                asked = BURST;
            }
        } finally {
            lock.unlock();
        }
        if (welcome) {
            begun.request(BURST);
        } else {
            begun.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> batch) {
        lock.lock();
        try {
            asked--;
            for (ByteBuffer bytes : batch) {
                if (bytes.hasRemaining()) {
                    received += bytes.remaining();
                    waiting.add(bytes);
                }
            }
            if (impatient || asked == 0 || received == announced) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        if (handsOverInPieces) {
            awaitHandover();
        }
    }

    private static void awaitHandover() {
        long since = System.nanoTime();
        while (System.nanoTime() - since < HANDOVER_NANOS) {
            Thread.onSpinWait();
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
        askForMore();
        lock.lock();
        try {
            await();
            if (waiting.isEmpty() && atEnd) {
                return -1;
            }
            int read = 0;
            while (target.hasRemaining() && !waiting.isEmpty()) {
                read += move(waiting.element(), target);
                if (!waiting.element().hasRemaining()) {
                    waiting.remove();
                }
            }
            return read;
        } finally {
            lock.unlock();
        }
    }

    private void askForMore() {
        Flow.Subscription source = null;
        lock.lock();
        try {
            boolean room = handsOverInPieces ? waiting.isEmpty() : waiting.size() <= BURST;
            if (asked == 0 && room && !atEnd) {
                asked = BURST;
                source = subscription;
            }
        } finally {
            lock.unlock();
        }
        if (source != null) {
            source.request(BURST);
        }
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
