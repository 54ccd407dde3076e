package io.github.cambtts.internal.recording;

import java.util.OptionalLong;

/**
 * What the sizes in a WAV file prove.
 *
 * <p>An encoder that cannot seek back, because it writes to a pipe, leaves placeholder sizes: 0, 0xFFFFFFFF, or
 * something near 2 GiB, as eSpeak NG and SoX do. The {@code data} size alone is enough proof if the {@code RIFF} size
 * is a placeholder, but not vice versa: without the {@code data} size it is not known where the audio ends.
 *
 * <p>A file with bytes beyond its sizes never counts as whole: they may be a tag, but also audio that was added after
 * the sizes were written.
 *
 * @param riffSize the size that the file states, counted from byte 8
 * @param fileBytes how long the file is
 */
record RiffSizes(long riffSize, long fileBytes) {

    private static final int RIFF_HEADER_BYTES = 8;

    /** The smallest placeholder size. */
    private static final long MIN_PLACEHOLDER = 0x7FFFF000L;

    private long riffEnd() {
        return RIFF_HEADER_BYTES + riffSize;
    }

    /** Tells whether the {@code RIFF} size is not a placeholder. */
    boolean isKnown() {
        return isKnown(riffSize, riffEnd());
    }

    private boolean isKnown(long size, long end) {
        return size > 0 && (size < MIN_PLACEHOLDER || end <= fileBytes);
    }

    /** Tells whether the file is shorter than its {@code RIFF} size. */
    boolean isCut() {
        return isKnown() && riffEnd() > fileBytes;
    }

    /** Returns the verdict on a file whose {@code data} chunk has its content at a position. */
    Recording judge(WaveFormat format, long dataAt, long dataSize) {
        long dataEnd = dataAt + dataSize;
        if (!isKnown(dataSize, dataEnd)) {
            return isCut()
                    ? format.cut(cut(riffEnd()), OptionalLong.empty(), fileBytes - dataAt)
                    : format.recording(Verdict.UNKNOWN, "its header does not say how long it is");
        }
        long end = isKnown() ? riffEnd() : dataEnd;
        if (end > fileBytes) {
            return format.cut(cut(end), OptionalLong.of(dataSize), Math.min(fileBytes - dataAt, dataSize));
        }
        boolean isContradicted = dataEnd > end || (format.isUncompressed() && dataSize % format.blockBytes() != 0);
        if (isContradicted) {
            return format.recording(Verdict.UNKNOWN, "the sizes in its header contradict each other");
        }
        // Some encoders count the padding after an odd chunk, some do not.
        boolean isAllCounted = fileBytes == end || (fileBytes == end + 1 && (end & 1) == 1);
        return isAllCounted
                ? format.recording(Verdict.COMPLETE, "it is as long as its header announces", dataSize)
                : format.recording(Verdict.UNKNOWN, "it is longer than its header announces", dataSize);
    }

    private String cut(long announced) {
        return "it has " + fileBytes + " bytes, and its header announces " + announced;
    }
}
