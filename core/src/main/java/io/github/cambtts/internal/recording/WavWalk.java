package io.github.cambtts.internal.recording;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RecordingCheck.Intact;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the chunks of a WAV file up to its {@code data} chunk: {@code RIFF}, a size, {@code WAVE}, then chunks,
 * each an id, a size, its content, and a byte of padding if the size is odd.
 *
 * <p>The size of the {@code data} chunk decides. An encoder that cannot seek back, because it writes to a pipe, leaves a
 * placeholder there: 0, or a size near 2 or 4 GiB, rounded as it likes. So a size of that kind with far fewer bytes
 * behind it proves nothing.
 */
final class WavWalk implements Walk {

    private static final int RIFF_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int SIZE_AT = 4;
    private static final long UNSIGNED = 0xFFFFFFFFL;

    /** {@code fmt } and {@code data}, as little-endian numbers. */
    private static final int FMT = 0x20746D66;

    private static final int DATA = 0x61746164;

    /** 1.75 GiB: the placeholders of all known encoders are larger. */
    private static final long MIN_PLACEHOLDER = 7L << 28;

    private long riffSize;
    private long position;
    private long bytesToSkip;
    private long dataAt;
    private long dataSize;
    private @Nullable WaveFormat format;

    @Override
    public void take(ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        do {
            int skipped = (int) Math.min(bytesToSkip, bytes.remaining());
            bytes.position(bytes.position() + skipped);
            position += skipped;
            bytesToSkip -= skipped;
        } while (bytesToSkip == 0 && takeHeader(bytes));
    }

    /** Reads a header, without consuming it; false if it has not come completely. */
    private boolean takeHeader(ByteBuffer bytes) {
        int at = bytes.position();
        if (bytes.remaining() < CHUNK_HEADER_BYTES) {
            return false;
        }
        int id = bytes.getInt(at);
        long size = bytes.getInt(at + SIZE_AT) & UNSIGNED;
        if (position == 0) {
            riffSize = size;
            bytesToSkip = RIFF_HEADER_BYTES;
        } else if (id == DATA) {
            dataAt = position + CHUNK_HEADER_BYTES;
            dataSize = size;
            bytesToSkip = Long.MAX_VALUE;
        } else {
            int formatBytes = (int) Math.min(size, WaveFormat.EXTENSIBLE_BYTES);
            if (id == FMT && size >= WaveFormat.MIN_BYTES) {
                if (bytes.remaining() < CHUNK_HEADER_BYTES + formatBytes) {
                    return false;
                }
                ByteBuffer content = bytes.slice(at + CHUNK_HEADER_BYTES, formatBytes);
                format = WaveFormat.parse(content.order(ByteOrder.LITTLE_ENDIAN));
            }
            bytesToSkip = CHUNK_HEADER_BYTES + size + (size & 1);
        }
        return true;
    }

    /** Tells whether an encoder wrote a size before it knew how much would follow. */
    private static boolean isPlaceholder(long size, long following) {
        return size == 0 || (size >= MIN_PLACEHOLDER && following < size / 2);
    }

    @Override
    public RecordingCheck finish(ByteBuffer rest, long total) {
        long riffFollowing = total - CHUNK_HEADER_BYTES;
        boolean isRiffKnown = !isPlaceholder(riffSize, riffFollowing);
        if (dataAt == 0) {
            return riffSize > riffFollowing || !isRiffKnown
                    ? Format.WAV.withoutFacts(Completeness.TRUNCATED, "it ends before its data chunk", total)
                    : Format.WAV.withoutFacts(Completeness.UNKNOWN, "it has no data chunk", total);
        }
        if (format == null || !format.isValid()) {
            return Format.WAV.withoutFacts(Completeness.UNKNOWN, "it has no valid fmt chunk before its data", total);
        }
        long audio = total - dataAt;
        boolean isAllThatRiffAnnounces = isRiffKnown && riffSize <= riffFollowing;
        if (isPlaceholder(dataSize, audio)) {
            String why = "its header announces " + dataSize + " bytes of audio, and " + audio
                    + " follow, as if an encoder wrote it that did not know how long it would become";
            return result(Completeness.UNKNOWN, why, total);
        }
        if (audio < dataSize) {
            return isAllThatRiffAnnounces
                    ? result(Completeness.UNKNOWN, "the sizes in its header contradict each other", total)
                    : result(Completeness.TRUNCATED, "it has " + audio + " of " + dataSize + " bytes of audio", total);
        }
        boolean contradicts = isAllThatRiffAnnounces && CHUNK_HEADER_BYTES + riffSize < dataAt + dataSize;
        if (contradicts || (format.isUncompressed() && dataSize % format.blockBytes() != 0)) {
            return result(Completeness.UNKNOWN, "the sizes in its header contradict each other", total);
        }
        // Some encoders count the padding after an odd chunk, some do not.
        boolean endsWithAudio = audio - dataSize <= (dataSize & 1);
        return endsWithAudio || (isRiffKnown && riffSize + (riffSize & 1) >= riffFollowing)
                ? result(Completeness.COMPLETE, "it has all bytes of audio that its header announces", total)
                : result(Completeness.UNKNOWN, "it is longer than its header announces", total);
    }

    private RecordingCheck result(Completeness completeness, String why, long total) {
        WaveFormat known = Objects.requireNonNull(format);
        long audio = total - dataAt;
        Intact intact = new Intact(known.samples(Math.min(audio, dataSize)), total, OptionalLong.empty());
        return new RecordingCheck(
                completeness,
                why,
                Format.WAV.mediaType(),
                total,
                OptionalInt.of(known.sampleRateHz()),
                OptionalInt.of(known.channels()),
                OptionalInt.of(known.bitsPerSample()),
                isPlaceholder(dataSize, audio) ? OptionalLong.empty() : known.samples(dataSize),
                completeness == Completeness.TRUNCATED ? Optional.of(intact) : Optional.empty());
    }
}
