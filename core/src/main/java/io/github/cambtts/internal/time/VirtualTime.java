package io.github.cambtts.internal.time;

import java.time.Clock;
import java.time.Duration;

/**
 * The time of an in-memory transport, for a host's tests. It advances as real time does, and each pause between two attempts
 * moves it forward instead of taking real time. Thread-safe.
 */
public interface VirtualTime {

    /**
     * Returns the clock, pauses included.
     *
     * @return the current clock; each later pause moves it forward
     */
    Clock clock();

    /**
     * Moves the time forward and returns immediately.
     *
     * @param pause how long the library would have waited
     */
    void elapse(Duration pause);
}
