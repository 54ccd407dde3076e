package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The header of a WAV file: {@code RIFF}, a size, {@code WAVE}, and the chunks up to the {@code data} chunk, each an
 * id, a size, its content, and a byte of padding if the size is odd.
 */
final class WavHeader implements RecordingHeader {

    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int RIFF_SIZE_AT = 4;
    private static final long UNSIGNED = 0xFFFFFFFFL;

    /** {@code fmt } and {@code data}, as little-endian numbers. */
    private static final int FMT = 0x20746D66;

    private static final int DATA = 0x61746164;

    private final long riffSize;

    private long position;
    private int pieceBytes = CHUNK_HEADER_BYTES;
    private long formatBytes;
    private int chunks;
    private long dataSize;
    private boolean isAtData;
    private @Nullable WaveFormat format;

    WavHeader(ByteBuffer firstBytes) {
        position = firstBytes.remaining();
        riffSize = firstBytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(RIFF_SIZE_AT) & UNSIGNED;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int pieceBytes() {
        return pieceBytes;
    }

    @Override
    public void accept(ByteBuffer piece) {
        ByteBuffer littleEndian = piece.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (formatBytes > 0) {
            format = WaveFormat.parse(littleEndian);
            skip(formatBytes);
            formatBytes = 0;
            pieceBytes = CHUNK_HEADER_BYTES;
        } else {
            position += CHUNK_HEADER_BYTES;
            acceptChunk(littleEndian.getInt(), littleEndian.getInt() & UNSIGNED);
        }
    }

    private void acceptChunk(int id, long size) {
        if (id == DATA) {
            isAtData = true;
            dataSize = size;
            pieceBytes = 0;
        } else if (++chunks > MAX_BLOCKS) {
            pieceBytes = 0;
        } else if (id == FMT && size >= WaveFormat.MIN_BYTES) {
            formatBytes = size;
            pieceBytes = (int) Math.min(size, WaveFormat.EXTENSIBLE_BYTES);
        } else {
            skip(size);
        }
    }

    private void skip(long size) {
        position += size + (size & 1);
    }

    /** The end of a WAV file proves nothing that its sizes do not prove. */
    @Override
    public int tailBytes() {
        return 0;
    }

    @Override
    public Recording judge(long fileBytes, byte[] tail, Checkpoint checkpoint) {
        RiffSizes riff = new RiffSizes(riffSize, fileBytes);
        if (isAtData && format != null && format.isValid()) {
            return riff.judge(format, position, dataSize);
        }
        if (riff.isCut() || (!riff.isKnown() && !isRead())) {
            return Recording.withoutMetadata(Format.WAV, Verdict.TRUNCATED, "it ends before its data chunk");
        }
        String fault = isAtData ? "it has no valid fmt chunk before its data" : "it has no data chunk";
        return Recording.withoutMetadata(Format.WAV, Verdict.UNKNOWN, fault);
    }
}
