package io.github.cambtts;

import java.util.OptionalLong;

/**
 * Receives save progress.
 *
 * <p>Called by the thread that saves, at a change of phase and at most every 100 ms in between, never twice at once. A
 * listener that throws is not called again and breaks nothing. A slow one delays the save it listens to by the time it
 * takes, and never makes it time out for being idle.
 */
@FunctionalInterface
public interface ProgressListener {

    /** What a save is doing. */
    enum Phase {
        /** Asking for the audio. */
        CONNECTING,
        /** Receiving it. */
        DOWNLOADING,
        /** Asking for the rest after the connection broke. */
        RESUMING,
        /** Checking that the recording is whole. */
        VERIFYING
    }

    /**
     * Tells of progress.
     *
     * @param phase what the save is doing
     * @param bytes how many bytes of the audio are there; falls only if the save starts again from the beginning
     * @param total how many there will be, if known
     */
    void onProgress(Phase phase, long bytes, OptionalLong total);
}
