package io.github.cambtts.testkit.contract;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The time that a loaded machine adds to every limit before a thread is scheduled. It is measured before the first
 * case and from then on, by a thread that sleeps and checks how late it wakes, and by the system's load average; or
 * set by the system property {@value #MILLIS_PROPERTY}.
 */
final class Scheduling {

    private static final String MILLIS_PROPERTY = "cambtts.contract.scheduling.millis";
    private static final Duration MIN_ALLOWANCE = Duration.ofMillis(500);
    private static final Duration MAX_ALLOWANCE = Duration.ofSeconds(2);

    /** The measurement is for one thread; a case waits for several threads, one after the other. */
    private static final int THREADS_IN_A_ROW = 3;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int FIRST_TICKS = 20;

    /** The ticks of ten seconds. */
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

    /** Returns the largest delay of a thread in the last ten seconds. */
    private static Duration latest() {
        long worst = 0;
        for (int tick = 0; tick < KEPT_TICKS; tick++) {
            worst = Math.max(worst, LATE_NANOS.get(tick));
        }
        return Duration.ofNanos(worst);
    }

    /** Returns the time to add to a limit now. */
    static Duration allowance() {
        Long set = Long.getLong(MILLIS_PROPERTY);
        if (set != null) {
            return Duration.ofMillis(set);
        }
        // A thread that wakes from sleep runs before busy threads, so the number of threads that wait for a processor
        // counts too.
        Duration waiting = MIN_ALLOWANCE.multipliedBy((long) Math.ceil(Math.max(1, waitingPerProcessor())));
        Duration measured = latest().multipliedBy(THREADS_IN_A_ROW);
        Duration longer = measured.compareTo(waiting) > 0 ? measured : waiting;
        return longer.compareTo(MAX_ALLOWANCE) > 0 ? MAX_ALLOWANCE : longer;
    }

    /** Returns how much larger the allowance is than on an idle machine. */
    static Duration excess() {
        Duration excess = allowance().minus(MIN_ALLOWANCE);
        return excess.isNegative() ? Duration.ZERO : excess;
    }

    /** Negative if the system does not provide the load average. */
    private static double waitingPerProcessor() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system.getSystemLoadAverage() / system.getAvailableProcessors();
    }
}
