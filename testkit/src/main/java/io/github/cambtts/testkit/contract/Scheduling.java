package io.github.cambtts.testkit.contract;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a loaded machine adds to every limit before a thread gets to run at all. Measured before the first case and from then
 * on, by a thread that sleeps and looks how late it wakes, and by the system's load; or set by the system property {@value #MILLIS_PROPERTY}.
 */
final class Scheduling {

    private static final String MILLIS_PROPERTY = "cambtts.contract.scheduling.millis";
    private static final Duration MIN_ALLOWANCE = Duration.ofMillis(500);
    private static final Duration MAX_ALLOWANCE = Duration.ofSeconds(2);

    /** A wake-up is one thread's; a case waits for several, one after the other. */
    private static final int THREADS_IN_A_ROW = 3;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FIRST_TICKS = 20;

    /** As many as fill ten seconds. */
    private static final int KEPT_TICKS = 1_000;

    private static final AtomicLongArray LATE_NANOS = new AtomicLongArray(KEPT_TICKS);

    static {
        measure(FIRST_TICKS);
        Thread clock = new Thread(null, () -> measure(Long.MAX_VALUE), "contract-clock", 0, false);
        clock.setDaemon(true);
        clock.start();
    }

    private Scheduling() {}

    private static void measure(long ticks) {
        try {
            for (long tick = 0; tick < ticks; tick++) {
                long start = System.nanoTime();
                TimeUnit.NANOSECONDS.sleep(TICK_NANOS);
                LATE_NANOS.set((int) (tick % KEPT_TICKS), System.nanoTime() - start - TICK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns by how much a thread was late at most in the last ten seconds. */
    private static Duration latest() {
        long worst = 0;
        for (int tick = 0; tick < KEPT_TICKS; tick++) {
            worst = Math.max(worst, LATE_NANOS.get(tick));
        }
        return Duration.ofNanos(worst);
    }

    /** Returns what is to be added to a limit at the moment. */
    static Duration allowance() {
        Long set = Long.getLong(MILLIS_PROPERTY);
        if (set != null) {
            return Duration.ofMillis(set);
        }
        // A thread that has slept goes before those that work, so the number of those that wait for a processor counts
        // too.
        Duration waiting = MIN_ALLOWANCE.multipliedBy((long) Math.ceil(Math.max(1, waitingPerProcessor())));
        Duration measured = latest().multipliedBy(THREADS_IN_A_ROW);
        Duration longer = measured.compareTo(waiting) > 0 ? measured : waiting;
        return longer.compareTo(MAX_ALLOWANCE) > 0 ? MAX_ALLOWANCE : longer;
    }

    /** Returns what the allowance is more than on a machine that is idle. */
    static Duration excess() {
        Duration excess = allowance().minus(MIN_ALLOWANCE);
        return excess.isNegative() ? Duration.ZERO : excess;
    }

    /** Below zero where the system does not tell. */
    private static double waitingPerProcessor() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() / system.getAvailableProcessors();
    }
}
