package io.github.cambtts;

import io.github.cambtts.transport.AbortSignal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches over one exchange: ends it when a thread that waits for it is interrupted or has waited too long, since no
 * HTTP stack does so reliably by itself.
 */
final class Watch {

    private final Operation operation;
    private final AbortSignal signal;
    private final AtomicReference<@Nullable ErrorKind> stopped = new AtomicReference<>();

    /** The start of a wait is written before its limit: read in between, a new start beside an old limit is harmless. */
    private volatile long waitingSinceNanos;

    private volatile long limitNanos;
    private volatile long connectLimitNanos;
    private volatile ErrorKind limitKind = ErrorKind.RESPONSE_TIMEOUT;
    private volatile @Nullable Thread waiter;

    Watch(Operation operation, AbortSignal signal) {
        this.operation = operation;
        this.signal = signal;
    }

    AbortSignal signal() {
        return signal;
    }

    /** Tells that the calling thread begins to wait for a connection and then for the headers of a response. */
    void beginResponse(Timeouts timeouts) {
        connectLimitNanos = timeouts.connect().toNanos();
        beginWait(timeouts.response(), ErrorKind.RESPONSE_TIMEOUT);
    }

    /** Tells that the calling thread begins to wait for the network. */
    void beginWait(Duration limit, ErrorKind kind) {
        waitingSinceNanos = System.nanoTime();
        limitNanos = limit.toNanos();
        limitKind = kind;
        waiter = Thread.currentThread();
    }

    void endWait() {
        waiter = null;
    }

    /** Ends the exchange; the first reason given is the one that counts. */
    void stop(ErrorKind reason) {
        stopped.compareAndSet(null, reason);
        signal.abort();
    }

    /** Returns why the exchange was ended, or null if it was not. An interrupt counts even if its wake-up came first. */
    @Nullable
    ErrorKind stopped() {
        ErrorKind reason = stopped.get();
        return reason == null && Thread.currentThread().isInterrupted() ? ErrorKind.CANCELLED : reason;
    }

    void tick(long nowNanos, long totalRemainingNanos) {
        Thread waiting = waiter;
        if (waiting == null) {
            return;
        }
        if (waiting.isInterrupted() || operation.isCancelled()) {
            stop(ErrorKind.CANCELLED);
        } else if (totalRemainingNanos <= 0) {
            stop(ErrorKind.DEADLINE);
        } else if (limitKind == ErrorKind.RESPONSE_TIMEOUT && signal.isConnecting()) {
            if (nowNanos - signal.phaseSinceNanos() >= connectLimitNanos) {
                stop(ErrorKind.CONNECT_TIMEOUT);
            }
        } else if (nowNanos - Math.max(waitingSinceNanos, signal.phaseSinceNanos()) >= limitNanos) {
            stop(limitKind);
        }
    }
}
