package io.github.cambtts.internal.call;

import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only timer: a daemon thread that checks every running call twenty times per second.
 *
 * <p>Polling is cheaper than a timer for each read, and it is the only way to notice that a thread blocked in a socket
 * read was interrupted. The thread runs only the library's own code: other threads abort exchanges, complete futures
 * and log. It continues after any exception or error. It ends after a second without calls, so that it keeps no
 * class loader alive, and a host that makes call after call does not start it each time.
 */
public final class Watchdog {

    /** The interval between two checks: limits are kept well within the 250 ms promised. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int LINGER_TICKS = 20;

    private static final Watchdog SHARED = new Watchdog(System::nanoTime, DaemonThread::start);

    private final LongSupplier nanoTime;
    private final DaemonThread.Starter threads;
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> dropped = new ReferenceQueue<>();

    /**
     * Null while no thread watches. A call is added before this is read, and this is written before they are
     * counted.
     */
    private volatile @Nullable Thread thread;

    private @Nullable LeakDetector unreported;
    private @Nullable Throwable fault;
    private boolean faultReported;

    /**
     * Creates a watchdog.
     *
     * @param nanoTime like {@link System#nanoTime()}; the watchdog thread reads it at each tick
     * @param threads starts the watchdog thread, and the threads that do what it must not do itself
     */
    Watchdog(LongSupplier nanoTime, DaemonThread.Starter threads) {
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    public static Watchdog shared() {
        return SHARED;
    }

    /**
     * Watches a call until it is removed. Throws if it cannot be watched: it would have no limits, so it must not
     * begin.
     */
    void add(Call call) {
        calls.add(call);
        if (!isWatching()) {
            try {
                start();
            } catch (Throwable e) {
                calls.remove(call);
                throw e;
            }
        }
    }

    /** A thread that was started but is no longer alive counts as none. */
    private boolean isWatching() {
        Thread current = thread;
        return current != null && current.isAlive();
    }

    DaemonThread.Starter threads() {
        return threads;
    }

    void remove(Call call) {
        calls.remove(call);
    }

    /** Returns how many calls are watched. */
    int watched() {
        return calls.size();
    }

    /** Returns the queue of the streams that were dropped without being closed. */
    ReferenceQueue<Object> dropped() {
        return dropped;
    }

    /** Cancels every call of an owner. */
    public void cancelAll(Object owner) {
        for (Call call : calls) {
            if (call.owner() == owner) {
                cancel(call);
            }
        }
    }

    private static void cancel(Call call) {
        try {
            call.cancel();
        } catch (Throwable e) {
            // The system cannot create a thread. The call is marked as cancelled: the next tick tries again.
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
                ended = checkUntilIdle();
            } catch (Throwable e) {
                // It is only recorded here: without memory, anything else would throw again.
                fault = e;
            }
        }
    }

    /** Checks at each tick until there is nothing left to watch; false if a call was added in the meantime. */
    private boolean checkUntilIdle() {
        for (int idleTicks = 0; idleTicks < LINGER_TICKS; idleTicks = calls.isEmpty() ? idleTicks + 1 : 0) {
            LockSupport.parkNanos(TICK_NANOS);
            // Nothing uses an interrupt of this thread, and it would end every later pause at once.
            Thread.interrupted();
            long now = nanoTime.getAsLong();
            for (Call call : calls) {
                look(call, now);
            }
            report();
        }
        return isOver();
    }

    private void look(Call call, long now) {
        try {
            call.tick(now);
        } catch (Throwable e) {
            // The others are still checked, and this one again at the next tick.
            fault = e;
        }
    }

    private synchronized boolean isOver() {
        Thread self = thread;
        thread = null;
        if (calls.isEmpty()) {
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
            // What was not reported now is reported at a later tick.
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
                () -> LibraryLog.warn(
                        "A check of the time limits failed. The checks continue. This is logged only once.", seen));
        faultReported = true;
        fault = null;
    }
}
