package io.github.cambtts.internal.time;

import java.time.Clock;
import java.time.Duration;

/**
 * The time of an in-memory transport, for a host's tests. It advances as real time does, and each pause between two attempts
 * moves it forward instead of taking real time. Thread-safe.
 */
public interface VirtualTime {

    /** Returns what tells the time of day, pauses included. */
    Clock clock();

    /** Moves the time forward, and returns at once. */
    void elapse(Duration pause);
}
