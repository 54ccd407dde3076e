package io.github.cambtts.internal.call;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How long a call takes, and how long it may: real time, and the pauses that took virtual time instead. */
final class TotalLimit {

    /** Half of the range: nothing overflows if the watchdog read the clock just before the call started. */
    private static final long UNLIMITED_NANOS = Long.MAX_VALUE / 2;

    private final long startedNanos = System.nanoTime();
    private final AtomicLong virtualNanos = new AtomicLong();
    private volatile long limitNanos;

    TotalLimit(Duration limit) {
        limitNanos = limit.toNanos();
    }

    void addVirtual(long nanos) {
        virtualNanos.addAndGet(nanos);
    }

    /** Ends the limit. */
    void lift() {
        limitNanos = UNLIMITED_NANOS;
    }

    Duration elapsed() {
        return Duration.ofNanos(elapsedNanos(System.nanoTime()));
    }

    private long elapsedNanos(long nowNanos) {
        return nowNanos - startedNanos + virtualNanos.get();
    }

    /** Returns what is left of the limit: zero or less if nothing is. */
    long leftNanos(long nowNanos) {
        return limitNanos - elapsedNanos(nowNanos);
    }
}
