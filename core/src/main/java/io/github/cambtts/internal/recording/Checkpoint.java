package io.github.cambtts.internal.recording;

import java.io.IOException;

/** Lets a caller that waits for a verdict end the work. */
@FunctionalInterface
public interface Checkpoint {

    /**
     * Called repeatedly, after some ten thousand steps of work.
     *
     * @throws IOException if the work is to end; it reaches the caller unchanged
     */
    void check() throws IOException;
}
