package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The frame that ends with the last sample announced, and what follows it. No header follows that would prove where it
 * ends, and its checksum alone does not: one frame in 256 has a checksum that is still zero without its last byte. So
 * the frame is kept, usually some 10 KiB, and its subframes are measured (RFC 9639, section 9.2). No sample is decoded.
 */
final class LastFrame {

    private static final int FOOTER_BYTES = 2;
    private static final int ID3V1_BYTES = 128;
    private static final int MAX_MAGIC_BYTES = 16;
    private static final int FIRST_CAPACITY = 1024;

    /** Room for a frame of the longest block, most channels and deepest samples. */
    private static final int MAX_BYTES = 2304 * 1024;

    /** What programs append, by its first bytes. */
    private static final Map<String, String> APPENDED = Map.of(
            "ID3", "an ID3v2 tag", "APETAGEX", "an APE tag", "LYRICSBEGIN", "a Lyrics3 tag", "fLaC", "another FLAC");

    enum State {
        INTACT,
        /** It would go on after the end of the recording. */
        CUT,
        /** It does not end with its checksum. */
        DAMAGED
    }

    private static final int CONSTANT = 0;
    private static final int VERBATIM = 1;
    private static final int FIXED = 8;
    private static final int MAX_FIXED_ORDER = 4;
    private static final int LINEAR = 32;

    private final StreamInfo info;
    private final FrameHeader header;
    private byte[] kept = new byte[FIRST_CAPACITY];
    private int keptBytes;
    private int end;
    private long bytes;

    /** In bits, while the subframes are measured. */
    private long position;

    LastFrame(StreamInfo info) {
        this.info = info;
        this.header = new FrameHeader(info);
    }

    /** Takes the next bytes, from the first of the frame on; not more are kept than a frame has. */
    void append(ByteBuffer next) {
        bytes += next.remaining();
        int count = Math.min(next.remaining(), MAX_BYTES - keptBytes);
        if (keptBytes + count > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(keptBytes + count, 2 * kept.length));
        }
        next.get(next.position(), kept, keptBytes, count);
        keptBytes += count;
    }

    /** Measures the frame, and returns what is known of it. */
    State measure() {
        end = measuredEnd();
        if (end > keptBytes) {
            return bytes > keptBytes ? State.DAMAGED : State.CUT;
        }
        int crc = 0;
        for (int i = 0; i < end; i++) {
            crc = Crc16.extend(crc, kept[i]);
        }
        return end > 0 && crc == 0 ? State.INTACT : State.DAMAGED;
    }

    /** Returns how many bytes follow the frame, if it was measured and is intact. */
    long following() {
        return bytes - end;
    }

    /**
     * Returns what follows the frame, if that is a tag or a second file, and the frame was measured and is intact. FLAC
     * has no such tags, but some programs append them.
     */
    Optional<String> appended() {
        String magic = new String(kept, end, Math.min(keptBytes - end, MAX_MAGIC_BYTES), StandardCharsets.ISO_8859_1);
        if (magic.startsWith("TAG")) {
            return following() == ID3V1_BYTES ? Optional.of("an ID3v1 tag") : Optional.empty();
        }
        return APPENDED.entrySet().stream()
                .filter(known -> magic.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns how long the frame is, more than the kept bytes if it goes on, 0 if it is not valid. */
    private int measuredEnd() {
        header.read(ByteBuffer.wrap(kept, 0, keptBytes), 0);
        position = (long) header.bytes() * Byte.SIZE;
        boolean isValid = true;
        for (int channel = 0; isValid && channel < info.channels() && position <= bits(); channel++) {
            isValid = skipSubframe(channel);
        }
        return position > bits()
                ? Integer.MAX_VALUE
                : isValid ? (int) ((position + Byte.SIZE - 1) / Byte.SIZE) + FOOTER_BYTES : 0;
    }

    private long bits() {
        return (long) keptBytes * Byte.SIZE;
    }

    /** Skips a subframe; false if it is not valid. */
    private boolean skipSubframe(int channel) {
        int type = read(7);
        long wastedBits = read(1) == 0 ? 0 : readUnary();
        long sampleBits = info.bitsPerSample() + (header.isSide(channel) ? 1 : 0) - wastedBits;
        if (sampleBits <= 0) {
            return false;
        }
        if (type == CONSTANT || type == VERBATIM) {
            position += type == CONSTANT ? sampleBits : sampleBits * header.blockSize();
            return true;
        }
        if (type >= FIXED && type <= FIXED + MAX_FIXED_ORDER) {
            position += sampleBits * (type - FIXED);
            return skipResidual(type - FIXED);
        }
        return type >= LINEAR && type < 2 * LINEAR && skipLinear(type - LINEAR + 1, sampleBits);
    }

    /** Section 9.2.6: warm-up samples, precision, shift, coefficients. */
    private boolean skipLinear(int order, long sampleBits) {
        position += sampleBits * order;
        int precision = read(4) + 1;
        position += 5 + (long) precision * order;
        return precision < 16 && skipResidual(order);
    }

    /** Section 9.2.7: partitions of equal size, the first of them without the samples that warm the predictor up. */
    private boolean skipResidual(int predictorOrder) {
        int method = read(2);
        int partitionOrder = read(4);
        int samples = header.blockSize() >> partitionOrder;
        boolean isKnown = method <= 1 && samples << partitionOrder == header.blockSize() && samples >= predictorOrder;
        for (int i = 0; isKnown && i < 1 << partitionOrder && position <= bits(); i++) {
            skipPartition(method + 4, i == 0 ? samples - predictorOrder : samples);
        }
        return isKnown;
    }

    private void skipPartition(int parameterBits, int samples) {
        int parameter = read(parameterBits);
        if (parameter == (1 << parameterBits) - 1) {
            long escapedBits = read(5);
            position += escapedBits * samples;
            return;
        }
        for (int i = 0; i < samples && position <= bits(); i++) {
            readUnary();
            position += parameter;
        }
    }

    /** Reads a number of a few bits; those past the end are zeros. */
    private int read(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            int bit = position < bits() ? kept[(int) (position >> 3)] >> (~position & 7) & 1 : 0;
            number = number << 1 | bit;
            position++;
        }
        return number;
    }

    /** Reads zeros up to and including the next one; returns how many bits were read. */
    private long readUnary() {
        long start = position;
        while (position < bits()) {
            int ahead = kept[(int) (position >> 3)] << (position & 7) & 0xFF;
            if (ahead != 0) {
                position += Integer.numberOfLeadingZeros(ahead) - (Integer.SIZE - Byte.SIZE) + 1;
                return position - start;
            }
            position = (position | 7) + 1;
        }
        position = bits() + 1;
        return position - start;
    }
}
