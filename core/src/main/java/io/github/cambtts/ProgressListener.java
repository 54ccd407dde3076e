package io.github.cambtts;

import java.util.OptionalLong;

/**
 * Receives save progress.
 *
 * <p>Called by the thread that saves, at a change of phase and at most every 100 ms in between, never concurrently. A
 * listener that throws is not called again, and the save continues. A slow listener delays its save, but its time does
 * not count against the idle limit.
 */
@FunctionalInterface
public interface ProgressListener {

    /** What a save is doing. */
    enum Phase {
        /** Asking for the audio. */
        CONNECTING,
        /** Receiving the audio. */
        DOWNLOADING,
        /** Asking for the rest after the connection broke. */
        RESUMING,
        /** Checking that the recording is whole. */
        VERIFYING
    }

    /**
     * Receives the progress.
     *
     * @param phase what the save is doing
     * @param bytes how many bytes of the audio have been received; decreases only if the save starts again from the
     *     beginning
     * @param total how many there will be, if known
     */
    void onProgress(Phase phase, long bytes, OptionalLong total);
}
