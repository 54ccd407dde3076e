package io.github.cambtts.internal.call;

import io.github.cambtts.internal.time.VirtualTime;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * How time passes for a client.
 *
 * @param clock the wall clock
 * @param sleeper makes pauses
 * @param random numbers from 0 to 1, for the length of pauses
 */
public record Time(Clock clock, Sleeper sleeper, DoubleSupplier random) {

    /** The time of the system, and random pauses. */
    public static final Time REAL = new Time(
            Clock.systemUTC(),
            (pause, wakeUp) -> {
                boolean unused = wakeUp.await(pause.toNanos(), TimeUnit.NANOSECONDS);
                return 0;
            },
            () -> ThreadLocalRandom.current().nextDouble());

    /**
     * Returns a time in which a pause moves the clock forward, takes no real time, and is not random, so that a test
     * sees the same pauses each time.
     */
    public static Time of(VirtualTime time) {
        return new Time(
                time.clock(),
                (pause, wakeUp) -> {
                    time.elapse(pause);
                    return pause.toNanos();
                },
                () -> 0);
    }

    /** Makes a pause. */
    public interface Sleeper {

        /** Pauses; returns how many nanoseconds of it took virtual time instead of real time. */
        long sleep(Duration pause, CountDownLatch wakeUp) throws InterruptedException;
    }
}
