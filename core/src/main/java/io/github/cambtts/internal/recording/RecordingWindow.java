package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Examines a recording that is streamed and not stored, with the same verdicts as {@link Recording#examine}. Keeps the
 * end of the audio, as much of it as one frame may take: usually about 20 KiB, 2.3 MiB at most. Not thread-safe.
 */
public final class RecordingWindow {

    private final ByteBuffer piece =
            ByteBuffer.allocate(RecordingHeader.MAX_PIECE_BYTES).limit(Format.MAX_MAGIC_BYTES);

    private @Nullable RecordingHeader header;
    private Tail tail = new Tail(0);
    private long fileBytes;

    /** Creates a window without bytes. */
    public RecordingWindow() {}

    /**
     * Examines the next bytes.
     *
     * @param bytes the next bytes, from the buffer's position to its limit; the position is then at the limit
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
     * Returns the verdict on the bytes so far, as if they were the whole file.
     *
     * @param checkpoint may end the work
     * @return the result
     * @throws IOException if the checkpoint ends the work
     */
    public Recording finish(Checkpoint checkpoint) throws IOException {
        RecordingHeader judge =
                header == null ? RecordingHeader.of(piece.duplicate().flip()) : header;
        return judge.judge(fileBytes, tail.bytes(), checkpoint);
    }
}
