package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;

/**
 * What the codes in the first four bytes of a frame header mean (RFC 9639, sections 9.1.1 to 9.1.4). Some codes mean
 * that the value follows the coded number (sections 9.1.6 and 9.1.7).
 */
final class FrameCodes {

    /** In Hz, from code 1 on. */
    private static final int[] SAMPLE_RATES = {
        88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
    };

    /** By code; 0 if the code has no depth of its own. */
    private static final int[] BIT_DEPTHS = {0, 8, 12, 0, 16, 20, 24, 32};

    private static final int STEREO = 2;
    private static final int FORBIDDEN = -1;

    private FrameCodes() {}

    /** Tells whether the codes that need no further bytes agree with the stream's header. */
    static boolean areOfStream(int codes, StreamInfo info) {
        int depth = codes >>> 1 & 0x7;
        return channels(channelCode(codes)) == info.channels()
                && (depth == 0 || BIT_DEPTHS[depth] == info.bitsPerSample())
                && (codes & 1) == 0;
    }

    static int channelCode(int codes) {
        return (codes >>> 4) & 0xF;
    }

    private static int channels(int code) {
        return switch (code) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> code + 1;
            case 8, 9, 10 -> STEREO;
            default -> 0;
        };
    }

    /** Returns the block size, 0 if the code is reserved. */
    static int blockSize(int codes, ByteBuffer afterNumber) {
        int code = codes >>> 12 & 0xF;
        return switch (code) {
            case 0 -> 0;
            case 1 -> 192;
            case 2, 3, 4, 5 -> 144 << code;
            case 6 -> (afterNumber.get() & 0xFF) + 1;
            case 7 -> (afterNumber.getShort() & 0xFFFF) + 1;
            default -> 1 << code;
        };
    }

    /** Tells whether the sample rate is the stream's. */
    static boolean isSampleRate(int codes, ByteBuffer afterBlockSize, StreamInfo info) {
        int code = codes >>> 8 & 0xF;
        int rate = switch (code) {
            case 0 -> info.sampleRateHz();
            case 12 -> (afterBlockSize.get() & 0xFF) * 1000;
            case 13 -> afterBlockSize.getShort() & 0xFFFF;
            case 14 -> (afterBlockSize.getShort() & 0xFFFF) * 10;
            case 15 -> FORBIDDEN;
            default -> SAMPLE_RATES[code - 1];
        };
        return rate == info.sampleRateHz();
    }
}
