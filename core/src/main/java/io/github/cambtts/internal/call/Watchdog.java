package io.github.cambtts.internal.call;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one timer: a daemon thread that looks at every operation under way twenty times a second.
 *
 * <p>Looking is cheaper than a timer armed for each read, and it is the only way to notice that a thread blocked in a
 * socket read was interrupted. The thread runs no code but the library's own: what ends an exchange, completes a future
 * or logs is done by others. It survives whatever is thrown at it, and ends when there has been nothing to watch for a
 * second, so that it keeps no class loader alive, and a host that makes call after call does not pay for starting it.
 */
public final class Watchdog {

    /** How often it looks: an overshoot of a limit stays well below the 250 ms promised. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int LINGER_TICKS = 20;

    private static final Watchdog SHARED = new Watchdog(System::nanoTime, DaemonThread::start);

    private final LongSupplier nanoTime;
    private final DaemonThread.Starter threads;
    private final Set<Operation> operations = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

    /** Null while nobody watches. An operation is added before this is read, and this is written before they are counted. */
    private volatile @Nullable Thread thread;

    private @Nullable LeakDetector unreported;
    private @Nullable Throwable fault;
    private boolean faultReported;

    /**
     * Creates one.
     *
     * @param nanoTime as {@link System#nanoTime()}; the thread that watches asks it each time it looks
     * @param threads starts the thread that watches, and those that do what it must not do itself
     */
    Watchdog(LongSupplier nanoTime, DaemonThread.Starter threads) {
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    public static Watchdog shared() {
        return SHARED;
    }

    /** Watches an operation until it is removed. Not watched, it would be without limits: then it is not to begin. */
    void add(Operation operation) {
        operations.add(operation);
        if (!isWatching()) {
            try {
                start();
            } catch (Throwable e) {
                operations.remove(operation);
                throw e;
            }
        }
    }

    /** A thread that the JVM could start but not run is as good as none. */
    private boolean isWatching() {
        Thread current = thread;
        return current != null && current.isAlive();
    }

    DaemonThread.Starter threads() {
        return threads;
    }

    void remove(Operation operation) {
        operations.remove(operation);
    }

    /** Returns how many operations are watched. */
    int watched() {
        return operations.size();
    }

    /** Returns the queue of the streams that were dropped without being closed. */
    ReferenceQueue<Object> dropped() {
        return dropped;
    }

    /** Cancels every operation of an owner's. */
    public void cancelAll(Object owner) {
        for (Operation operation : operations) {
            if (operation.owner() == owner) {
                cancel(operation);
            }
        }
    }

    private static void cancel(Operation operation) {
        try {
            operation.cancel();
        } catch (Throwable e) {
            // The system has no thread to give. The operation is marked as cancelled: the next look at it tries again.
            return;
        }
    }

    private synchronized void start() {
        if (!isWatching()) {
            thread = threads.start("watchdog", this::watch);
        }
    }

    private void watch() {
        boolean ended = false;
        while (!ended) {
            try {
                ended = lookUntilIdle();
            } catch (Throwable e) {
                // Nothing is done about it here: at the end of memory that would throw again.
                fault = e;
            }
        }
    }

    /** Looks again and again; true if there was nothing left to watch, and nobody has found something meanwhile. */
    private boolean lookUntilIdle() {
        for (int idleTicks = 0; idleTicks < LINGER_TICKS; idleTicks = operations.isEmpty() ? idleTicks + 1 : 0) {
            LockSupport.parkNanos(TICK_NANOS);
            // An interrupt is for somebody else, and would make every pause to come end at once.
            Thread.interrupted();
            long now = nanoTime.getAsLong();
            for (Operation operation : operations) {
                look(operation, now);
            }
            report();
        }
        return isOver();
    }

    private void look(Operation operation, long now) {
        try {
            operation.tick(now);
        } catch (Throwable e) {
            // The others are looked at all the same, and this one again at the next round.
            fault = e;
        }
    }

    private synchronized boolean isOver() {
        Thread self = thread;
        thread = null;
        if (operations.isEmpty()) {
            return true;
        }
        thread = self;
        return false;
    }

    private void report() {
        try {
            reportLeaks();
            reportFault();
        } catch (Throwable e) {
            // What is not told of now is told of at a later look.
            fault = e;
        }
    }

    private void reportLeaks() {
        while (true) {
            LeakDetector leak = unreported == null ? (LeakDetector) dropped.poll() : unreported;
            unreported = leak;
            if (leak == null) {
                return;
            }
            threads.start("leak", leak::report);
            unreported = null;
        }
    }

    private void reportFault() {
        Throwable seen = fault;
        if (seen == null || faultReported) {
            return;
        }
        threads.start(
                "log",
                () -> LibraryLog.warn("Watching over time limits failed and goes on. It is told of only once.", seen));
        faultReported = true;
        fault = null;
    }
}
