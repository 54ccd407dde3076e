package io.github.cambtts.internal.call;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.transport.AbortSignal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches over one exchange: ends it when a thread that waits for it is interrupted or has waited too long, since no
 * HTTP stack does so reliably by itself.
 */
public final class Watch {

    private static final AtomicBoolean ABORT_FAULT_REPORTED = new AtomicBoolean();

    private final Operation operation;
    private final AbortSignal signal;
    private final AtomicReference<@Nullable ErrorKind> stopped = new AtomicReference<>();
    private final AtomicBoolean aborting = new AtomicBoolean();

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

    public AbortSignal signal() {
        return signal;
    }

    /** Tells that the calling thread begins to wait for a connection and then for the headers of a response. */
    public void beginResponse(Timeouts timeouts) {
        connectLimitNanos = timeouts.connect().toNanos();
        beginWait(timeouts.response(), ErrorKind.RESPONSE_TIMEOUT);
    }

    /** Tells that the calling thread begins to wait for the network. */
    public void beginWait(Duration limit, ErrorKind kind) {
        waitingSinceNanos = System.nanoTime();
        limitNanos = limit.toNanos();
        limitKind = kind;
        waiter = Thread.currentThread();
    }

    public void endWait() {
        waiter = null;
    }

    /**
     * Ends the exchange; the first reason given is the one that counts. For every thread but the one that does the call:
     * what ends an exchange is code of the HTTP stack's and, in its listeners, of the host's, which may take long or throw.
     * It runs in a thread that is made for it and for nothing else, so that no exchange's end waits for another's; there
     * are never more of these than exchanges that are being ended. If the system has no thread to give, the watchdog
     * asks again.
     */
    public void stop(ErrorKind reason) {
        stopped.compareAndSet(null, reason);
        if (aborting.compareAndSet(false, true)) {
            boolean started = false;
            try {
                operation.threads().start("abort", this::abortStopped);
                started = true;
            } finally {
                aborting.set(started);
            }
        }
    }

    private void abortStopped() {
        abort();
        ErrorKind reason = stopped.get();
        operation.tellStopped(reason == null ? ErrorKind.CANCELLED : reason);
    }

    /** Drops the exchange, for the thread that does the call and has given it up already. */
    public void abort() {
        try {
            signal.abort();
        } catch (Throwable e) {
            if (ABORT_FAULT_REPORTED.compareAndSet(false, true)) {
                // Its message is not shown: it may hold a URL.
                LibraryLog.warn(
                        "The HTTP stack, or a listener in it, threw "
                                + e.getClass().getName() + " when an exchange was ended. It is told of only once.",
                        null);
            }
        }
    }

    /** Ends the exchange as {@link #stop} does, but in this thread, which owns it. */
    public void close() {
        stopped.compareAndSet(null, ErrorKind.CANCELLED);
        abort();
    }

    /** Returns why the exchange was ended, or null if it was not. An interrupt counts even if its wake-up came first. */
    public @Nullable ErrorKind stopped() {
        ErrorKind reason = stopped.get();
        return reason == null && Thread.currentThread().isInterrupted() ? ErrorKind.CANCELLED : reason;
    }

    /** Tells whether the exchange was ended from outside, whatever has come of it by now. */
    public boolean isStopped() {
        return stopped.get() != null;
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
