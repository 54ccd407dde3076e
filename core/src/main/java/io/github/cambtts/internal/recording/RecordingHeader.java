package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The part of a file before its audio, read piece by piece, because each piece states where the next one is. In a file
 * the caller seeks to the pieces, in a stream it waits for them; the rules are the same.
 */
sealed interface RecordingHeader permits FlacHeader, WavHeader, UnrecognizedHeader {

    /** Blocks or chunks before the audio; a recording has about ten. A header with more is not followed to its end. */
    int MAX_BLOCKS = 1024;

    /** The longest piece that any header asks for. */
    int MAX_PIECE_BYTES = 40;

    /** Begins to read a header, given the first {@value Format#MAX_MAGIC_BYTES} bytes or, if shorter, the file. */
    static RecordingHeader of(ByteBuffer firstBytes) {
        return switch (Format.ofFirstBytes(firstBytes).orElse(Format.OTHER)) {
            case FLAC -> new FlacHeader(firstBytes);
            case WAV -> new WavHeader(firstBytes);
            case OTHER -> new UnrecognizedHeader(firstBytes);
        };
    }

    /** Returns where the next piece begins or, once the header is read, the audio. Never goes back. */
    long position();

    /** Returns how long the next piece is; 0 once the header is read. */
    int pieceBytes();

    /** Reads the next piece completely. */
    void accept(ByteBuffer piece);

    /** Returns how many bytes at the end of the audio the verdict needs, 0 until the header is read. */
    int tailBytes();

    /**
     * Returns the verdict.
     *
     * @param fileBytes how long the file is
     * @param tail its last {@link #tailBytes} bytes, fewer if there are not as many from {@link #position} on
     * @param checkpoint may end the work
     * @throws IOException if it does
     */
    Recording judge(long fileBytes, byte[] tail, Checkpoint checkpoint) throws IOException;

    /** Tells whether there is no next piece. */
    default boolean isRead() {
        return pieceBytes() == 0;
    }
}
