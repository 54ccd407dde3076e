package io.github.cambtts.internal.recording;

import java.io.IOException;

/** Lets whoever waits for a verdict end the work on it. */
@FunctionalInterface
public interface Checkpoint {

    /**
     * Called again and again, after every few thousand steps of work.
     *
     * @throws IOException if the work is to end; it reaches the caller as it is
     */
    void check() throws IOException;
}
