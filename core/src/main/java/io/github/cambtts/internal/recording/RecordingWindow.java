package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Examines a recording that passes by and is kept nowhere: {@link Recording#examine} for those who have no file, with the
 * same verdicts. Holds the end of the audio, as much of it as one frame may take: some 20 KiB as a rule, 2.3 MiB at most.
 * Not safe for use by several threads at once.
 */
public final class RecordingWindow {

    private final ByteBuffer piece =
            ByteBuffer.allocate(RecordingHeader.MAX_PIECE_BYTES).limit(Format.MAX_MAGIC_BYTES);

    private @Nullable RecordingHeader header;
    private Tail tail = new Tail(0);
    private long fileBytes;

    /** Makes a window that no byte has passed yet. */
    public RecordingWindow() {}

    /**
     * Takes note of the next bytes.
     *
     * @param bytes what comes next, from the buffer's position to its limit, where the position is afterwards
     */
    public void update(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            long position = header == null ? 0 : header.position();
            long ahead = position + piece.position() - fileBytes;
            if (ahead > 0) {
                pass(bytes, (int) Math.min(ahead, bytes.remaining()));
            } else if (piece.hasRemaining()) {
                collect(bytes);
            } else {
                fileBytes += bytes.remaining();
                tail.append(bytes);
            }
        }
    }

    private void pass(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
        fileBytes += count;
    }

    private void collect(ByteBuffer bytes) {
        int count = Math.min(bytes.remaining(), piece.remaining());
        piece.put(bytes.slice(bytes.position(), count));
        pass(bytes, count);
        if (!piece.hasRemaining()) {
            header = withPiece(piece.flip());
            piece.clear().limit(header.pieceBytes());
            tail = new Tail(header.tailBytes());
        }
    }

    private RecordingHeader withPiece(ByteBuffer complete) {
        if (header == null) {
            return RecordingHeader.of(complete);
        }
        header.accept(complete);
        return header;
    }

    /**
     * Gives the verdict on what has passed so far, taken for the whole file.
     *
     * @param checkpoint may end the work
     * @return what the recording says
     * @throws IOException if the checkpoint ends the work
     */
    public Recording finish(Checkpoint checkpoint) throws IOException {
        RecordingHeader judge =
                header == null ? RecordingHeader.of(piece.duplicate().flip()) : header;
        return judge.judge(fileBytes, tail.bytes(), checkpoint);
    }
}
