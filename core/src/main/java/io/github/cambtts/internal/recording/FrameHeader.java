package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;

/**
 * A frame header (RFC 9639, section 9.1), read in place: the object is used again for the next header, so that a
 * recording's frames allocate nothing. Not thread-safe.
 */
final class FrameHeader {

    /** Sync code and other codes 4, number 7, uncommon block size 2, uncommon sample rate 2, checksum 1. */
    static final int MAX_BYTES = 16;

    /** Fifteen bits, of which the last was once reserved. The bit after them is the blocking strategy. */
    private static final int SYNC_CODE = 0x7FFC;

    private static final long MAX_FRAME_NUMBER = 0x7FFFFFFF;
    private static final int MAX_NUMBER_BYTES = 7;
    private static final int MAX_BLOCK_SIZE = 0xFFFF;

    /** In Hz, from code 1 on (section 9.1.2). */
    private static final int[] SAMPLE_RATES = {
        88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
    };

    /** By code (section 9.1.4). */
    private static final int[] BIT_DEPTHS = {0, 8, 12, 0, 16, 20, 24, 32};

    private static final int RESERVED_DEPTH = 3;

    /** x^8 + x^2 + x + 1, beginning with 0 (section 9.1.8). */
    private static final int CRC8_POLYNOMIAL = 0x107;

    private final StreamInfo info;

    private int position;
    private int crc8;

    private boolean isOfStream;
    private boolean isVariable;
    private long number;
    private int blockSize;
    private int channelCode;
    private int bytes;

    /** Creates a reader of the headers of one stream. */
    FrameHeader(StreamInfo info) {
        this.info = info;
    }

    /** Tells whether a header may begin at one of some bytes; one byte more has to be there. */
    static boolean isSyncIn(ByteBuffer bytes, int at, int count) {
        for (int i = 0; i < count; i++) {
            if ((bytes.getShort(at + i) & 0xFFFE) == SYNC_CODE << 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads a header; false if the bytes from an index on are none.
     *
     * @param from the buffer, whose position does not change
     * @param at the index
     */
    boolean read(ByteBuffer from, int at) {
        position = at;
        crc8 = 0;
        int codes = next(from, Integer.BYTES);
        int channels = channels(codes >>> 4 & 0xF);
        int depth = codes >>> 1 & 0x7;
        if (codes >>> 17 != SYNC_CODE || (codes & 1) == 1 || channels == 0 || depth == RESERVED_DEPTH) {
            return false;
        }
        isVariable = (codes >>> 16 & 1) == 1;
        channelCode = codes >>> 4 & 0xF;
        number = codedNumber(from);
        blockSize = blockSize(from, codes >>> 12 & 0xF);
        int rate = sampleRate(from, codes >>> 8 & 0xF);
        next(from, 1);
        bytes = position - at;
        isOfStream = channels == info.channels()
                && (depth == 0 || BIT_DEPTHS[depth] == info.bitsPerSample())
                && rate == info.sampleRateHz();
        return number >= 0
                && (isVariable || number <= MAX_FRAME_NUMBER)
                && blockSize > 0
                && blockSize <= MAX_BLOCK_SIZE
                && rate >= 0
                && crc8 == 0
                && position <= from.limit();
    }

    /** Reads bytes as one number; those beyond the end are zeros. */
    private int next(ByteBuffer from, int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int read = position < from.limit() ? from.get(position) & 0xFF : 0;
            position++;
            value = value << Byte.SIZE | read;
            crc8 ^= read;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc8 <<= 1;
                crc8 ^= (crc8 >>> Byte.SIZE) * CRC8_POLYNOMIAL;
            }
        }
        return value;
    }

    private static int channels(int code) {
        return switch (code) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> code + 1;
            case 8, 9, 10 -> 2;
            default -> 0;
        };
    }

    /** Reads a number in UTF-8's scheme, extended to 36 bits (section 9.1.5); -1 if it is not coded so. */
    private long codedNumber(ByteBuffer from) {
        int first = next(from, 1);
        int leadingOnes = Integer.numberOfLeadingZeros(~(first << 24));
        if (leadingOnes == 1 || leadingOnes > MAX_NUMBER_BYTES) {
            return -1;
        }
        long coded = first & (0x7F >>> leadingOnes);
        for (int i = 1; i < leadingOnes; i++) {
            int following = next(from, 1);
            if ((following & 0xC0) != 0x80) {
                return -1;
            }
            coded = coded << 6 | (following & 0x3F);
        }
        return coded;
    }

    /** Returns the block size of a code (section 9.1.1), 0 if it is reserved. */
    private int blockSize(ByteBuffer from, int code) {
        return switch (code) {
            case 0 -> 0;
            case 1 -> 192;
            case 2, 3, 4, 5 -> 144 << code;
            case 6 -> next(from, 1) + 1;
            case 7 -> next(from, 2) + 1;
            default -> 1 << code;
        };
    }

    /** Returns the sample rate of a code (section 9.1.2), -1 if it is forbidden. */
    private int sampleRate(ByteBuffer from, int code) {
        return switch (code) {
            case 0 -> info.sampleRateHz();
            case 12 -> next(from, 1) * 1000;
            case 13 -> next(from, 2);
            case 14 -> next(from, 2) * 10;
            case 15 -> -1;
            default -> SAMPLE_RATES[code - 1];
        };
    }

    /** Tells whether it has the channels, the bits and the sample rate that the stream's header states. */
    boolean isOfStream() {
        return isOfStream;
    }

    /** Tells whether the header numbers samples instead of frames, because block sizes vary. */
    boolean isVariable() {
        return isVariable;
    }

    /** Returns the number of the frame, or of its first sample. */
    long number() {
        return number;
    }

    /** Returns the number that the next frame has. */
    long nextNumber() {
        return number + (isVariable ? blockSize : 1);
    }

    /** Returns how many samples of each channel the frame holds. */
    int blockSize() {
        return blockSize;
    }

    /** Tells whether a channel holds the difference of two, which takes one bit more (section 9.1.3). */
    boolean isSide(int channel) {
        return switch (channelCode) {
            case 8, 10 -> channel == 1;
            case 9 -> channel == 0;
            default -> false;
        };
    }

    /** Returns how long the header is. */
    int bytes() {
        return bytes;
    }
}
