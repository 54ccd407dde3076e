package io.github.cambtts;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one timer: a daemon thread that looks at every operation under way twenty times a second.
 *
 * <p>Looking is cheaper than a timer armed for each read, and it is the only way to notice that a thread blocked in a
 * socket read was interrupted. The thread sleeps for good while there is nothing to watch, but lingers a second before,
 * so that a host that makes call after call does not pay for waking it.
 */
final class Watchdog {

    /** How often it looks: an overshoot of a limit stays well below the 250 ms promised. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int LINGER_TICKS = 20;

    private static final Watchdog SHARED = new Watchdog();

    private final Set<Operation> operations = ConcurrentHashMap.newKeySet();
    private @Nullable Thread thread;
    private volatile boolean asleep = true;

    private Watchdog() {}

    static Watchdog shared() {
        return SHARED;
    }

    void add(Operation operation) {
        operations.add(operation);
        if (asleep) {
            wake();
        }
    }

    void remove(Operation operation) {
        operations.remove(operation);
    }

    /** Cancels every operation of an owner's. */
    void cancelAll(Object owner) {
        for (Operation operation : operations) {
            if (operation.owner() == owner) {
                operation.cancel();
            }
        }
    }

    private synchronized void wake() {
        asleep = false;
        if (thread == null) {
            thread = new Thread(null, this::watch, "camb-tts-watchdog", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
        LockSupport.unpark(thread);
    }

    private void watch() {
        int idleTicks = 0;
        while (true) {
            LockSupport.parkNanos(TICK_NANOS);
            StreamLeak.reportAll();
            if (operations.isEmpty()) {
                if (++idleTicks >= LINGER_TICKS) {
                    sleep();
                    idleTicks = 0;
                }
                continue;
            }
            idleTicks = 0;
            long now = System.nanoTime();
            for (Operation operation : operations) {
                operation.tick(now);
            }
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && operations.isEmpty()) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}
