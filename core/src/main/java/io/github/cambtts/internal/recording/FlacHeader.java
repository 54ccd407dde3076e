package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The header of a FLAC file: {@code fLaC} and the metadata blocks, STREAMINFO first (RFC 9639, sections 6 and 8). */
final class FlacHeader implements RecordingHeader {

    private static final int MAGIC_BYTES = 4;
    private static final int BLOCK_HEADER_BYTES = 4;
    private static final int STREAMINFO_AT = MAGIC_BYTES + BLOCK_HEADER_BYTES;
    private static final int FORBIDDEN_TYPE = 127;

    private final ByteBuffer beginning = ByteBuffer.allocate(STREAMINFO_AT + StreamInfo.BYTES);
    private long position;
    private int pieceBytes;
    private int blocks;
    private @Nullable StreamInfo info;
    private String fault = "";

    FlacHeader(ByteBuffer firstBytes) {
        beginning.put(firstBytes);
        position = beginning.position();
        pieceBytes = beginning.remaining();
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
        if (info == null) {
            position += piece.remaining();
            beginning.put(piece);
            acceptBlock(beginning.getInt(MAGIC_BYTES));
        } else {
            acceptBlock(piece.getInt());
        }
    }

    /** Reads a metadata block header (section 8.1): a last-block flag, 7 bits of type, 24 bits of length. */
    private void acceptBlock(int header) {
        int type = header >>> 24 & 0x7F;
        int length = header & 0xFFFFFF;
        if (info == null) {
            info = StreamInfo.parse(beginning.position(STREAMINFO_AT));
            fault = type == 0 && length == StreamInfo.BYTES
                    ? info.fault()
                    : "its first metadata block is not STREAMINFO";
        } else {
            position += BLOCK_HEADER_BYTES + length;
            fault = type == FORBIDDEN_TYPE ? "it has a metadata block of a forbidden type" : "";
        }
        if (++blocks > MAX_BLOCKS) {
            fault = "it has too many metadata blocks to follow";
        }
        boolean isLast = header < 0;
        pieceBytes = isLast || !fault.isEmpty() ? 0 : BLOCK_HEADER_BYTES;
    }

    @Override
    public int tailBytes() {
        return info != null && isRead() && fault.isEmpty() ? LastFrame.searchBytes(info) : 0;
    }

    @Override
    public Recording judge(long fileBytes, byte[] tail, Checkpoint checkpoint) throws IOException {
        if (info == null) {
            return Recording.withoutMetadata(Format.FLAC, Verdict.TRUNCATED, "it ends within its STREAMINFO");
        }
        if (!fault.isEmpty()) {
            return Recording.withoutMetadata(Format.FLAC, Verdict.UNKNOWN, fault);
        }
        return isRead() && position <= fileBytes
                ? FlacEnding.judge(info, fileBytes - position, tail, checkpoint)
                : info.recording(Verdict.TRUNCATED, "it ends within its metadata blocks");
    }
}
