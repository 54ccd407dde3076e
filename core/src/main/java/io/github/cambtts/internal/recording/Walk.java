package io.github.cambtts.internal.recording;

import io.github.cambtts.RecordingCheck;
import java.nio.ByteBuffer;

/** What is known of a recording of one format from the bytes so far. */
sealed interface Walk permits FlacWalk, WavWalk {

    /** No walk needs more bytes than these to go on. */
    int MAX_PIECE_BYTES = 48;

    /**
     * Walks on.
     *
     * @param bytes the next bytes of the recording. The position is then before those that are needed again together
     *     with the ones that follow, fewer than {@value #MAX_PIECE_BYTES}
     */
    void take(ByteBuffer bytes);

    /**
     * Returns the result, as if the recording ended here; the walk can go on.
     *
     * @param rest the bytes that the last call of {@link #take} left
     * @param total how many bytes there are, the rest included
     */
    RecordingCheck finish(ByteBuffer rest, long total);
}
