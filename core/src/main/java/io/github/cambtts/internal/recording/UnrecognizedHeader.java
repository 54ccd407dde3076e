package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;

/** The header of a file whose format is not recognized. */
final class UnrecognizedHeader implements RecordingHeader {

    private final boolean cutInMagic;

    UnrecognizedHeader(ByteBuffer firstBytes) {
        this.cutInMagic = Format.endsWithinMagic(firstBytes);
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public int pieceBytes() {
        return 0;
    }

    @Override
    public void accept(ByteBuffer piece) {
        throw new IllegalStateException("No piece was asked for.");
    }

    @Override
    public int tailBytes() {
        return 0;
    }

    @Override
    public Recording judge(long fileBytes, byte[] tail, Checkpoint checkpoint) {
        return cutInMagic
                ? Recording.withoutMetadata(
                        Format.OTHER,
                        Verdict.TRUNCATED,
                        "it is only " + fileBytes + (fileBytes == 1 ? " byte long" : " bytes long"))
                : Recording.withoutMetadata(Format.OTHER, Verdict.UNKNOWN, "it begins like neither FLAC nor WAV");
    }
}
