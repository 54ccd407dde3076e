package io.github.cambtts.internal.call;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.transport.AbortSignal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches one exchange: ends it when a thread that waits for it is interrupted or has waited too long, since no HTTP
 * stack does so reliably by itself.
 */
public final class Watch {

    private static final AtomicBoolean ABORT_FAULT_REPORTED = new AtomicBoolean();

    private final Call call;
    private final AbortSignal signal;
    private final AtomicReference<@Nullable ErrorKind> stopped = new AtomicReference<>();
    private final AtomicBoolean aborting = new AtomicBoolean();

    /** Written before the limit: a new start read together with an old limit is harmless. */
    private volatile long waitingSinceNanos;

    private volatile long limitNanos;
    private volatile long connectLimitNanos;
    private volatile ErrorKind limitKind = ErrorKind.RESPONSE_TIMEOUT;
    private volatile @Nullable Thread waiter;

    Watch(Call call, AbortSignal signal) {
        this.call = call;
        this.signal = signal;
    }

    public AbortSignal signal() {
        return signal;
    }

    /** Records that the calling thread begins to wait for a connection and then for the headers of a response. */
    public void beginResponse(Timeouts timeouts) {
        connectLimitNanos = timeouts.connect().toNanos();
        beginWait(timeouts.response(), ErrorKind.RESPONSE_TIMEOUT);
    }

    /** Records that the calling thread begins to wait for the network. */
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
     * Ends the exchange; the first reason counts. For every thread except the one that runs the call: the abort action
     * is code of the HTTP stack and, in its listeners, of the host, which may take long or throw. It runs in a new
     * thread, so that ending an exchange never waits for another one; there are never more such threads than exchanges
     * that are being ended. If the system cannot create a thread, the watchdog tries again.
     */
    public void stop(ErrorKind reason) {
        stopped.compareAndSet(null, reason);
        if (aborting.compareAndSet(false, true)) {
            boolean started = false;
            try {
                call.threads().start("abort", this::abortStopped);
                started = true;
            } finally {
                aborting.set(started);
            }
        }
    }

    private void abortStopped() {
        abort();
        ErrorKind reason = stopped.get();
        call.reportStopped(reason == null ? ErrorKind.CANCELLED : reason);
    }

    /** Drops the exchange, for the thread that runs the call and has already given the exchange up. */
    public void abort() {
        try {
            signal.abort();
        } catch (Throwable e) {
            if (ABORT_FAULT_REPORTED.compareAndSet(false, true)) {
                // Its message is not shown: it may hold a URL.
                LibraryLog.warn(
                        "The HTTP stack, or a listener in it, threw "
                                + e.getClass().getName() + " when an exchange was ended. This is logged only once.",
                        null);
            }
        }
    }

    /** Ends the exchange as {@link #stop} does, but in this thread, which owns it. */
    public void close() {
        stopped.compareAndSet(null, ErrorKind.CANCELLED);
        abort();
    }

    /**
     * Returns why the exchange was ended, or null if it was not. An interrupt counts even if it woke this thread before
     * the watchdog saw it.
     */
    public @Nullable ErrorKind stopped() {
        ErrorKind reason = stopped.get();
        return reason == null && Thread.currentThread().isInterrupted() ? ErrorKind.CANCELLED : reason;
    }

    /** Tells whether the exchange was ended from outside, even if that has had no effect yet. */
    public boolean isStopped() {
        return stopped.get() != null;
    }

    void tick(long nowNanos, long totalRemainingNanos) {
        Thread waiting = waiter;
        if (waiting == null) {
            return;
        }
        if (waiting.isInterrupted() || call.isCancelled()) {
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
