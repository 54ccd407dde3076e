package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;

/**
 * The STREAMINFO metadata block (RFC 9639, section 8.2).
 *
 * @param minBlockSize samples in the shortest block, the last one not counted
 * @param maxBlockSize samples in the longest block
 * @param maxFrameBytes how long the longest frame is, 0 if unknown
 * @param sampleRateHz samples per second, 0 if this is not audio
 * @param channels 1 to 8
 * @param bitsPerSample 4 to 32
 * @param totalSamples samples of one channel, 0 if unknown
 */
record StreamInfo(
        int minBlockSize,
        int maxBlockSize,
        int maxFrameBytes,
        int sampleRateHz,
        int channels,
        int bitsPerSample,
        long totalSamples) {

    static final int BYTES = 34;

    private static final int MIN_BLOCK_SIZE = 16;
    private static final int MIN_BITS_PER_SAMPLE = 4;

    /** Frame header and footer, and for each channel what a subframe needs beside its samples (sections 9.1 to 9.3). */
    private static final int FRAME_OVERHEAD_BYTES = 18;

    private static final int SUBFRAME_OVERHEAD_BYTES = 128;

    /** Reads the block's content, {@value #BYTES} bytes. The MD5 checksum at its end is of no use without decoding. */
    static StreamInfo parse(ByteBuffer block) {
        int blockSizes = block.getInt();
        long frameSizes = ((block.getInt() & 0xFFFFFFFFL) << 16) | (block.getShort() & 0xFFFFL);
        long sound = block.getLong();
        return new StreamInfo(
                blockSizes >>> 16,
                blockSizes & 0xFFFF,
                (int) (frameSizes & 0xFFFFFF),
                (int) (sound >>> 44),
                (int) (sound >>> 41 & 0x7) + 1,
                (int) (sound >>> 36 & 0x1F) + 1,
                sound & 0xFFFFFFFFFL);
    }

    /** Tells whether all values are within the bounds that the RFC sets. */
    boolean isValid() {
        return minBlockSize >= MIN_BLOCK_SIZE && minBlockSize <= maxBlockSize && bitsPerSample >= MIN_BITS_PER_SAMPLE;
    }

    /** Tells whether the total number of samples is given. */
    boolean isTotalKnown() {
        return totalSamples > 0;
    }

    /**
     * Returns how long a frame can be. An encoder stores samples uncompressed if compression does not help, so a frame
     * is only a little longer than its samples: by one bit per sample in a side channel (section 4.2), and by another
     * one if the encoder is configured to always compress. The longest frame that the block announces can raise this
     * limit but not lower it: some encoders write longer frames than they announce.
     */
    int frameBytesLimit(int blockSize) {
        long samplesBytes = (long) blockSize * channels * (bitsPerSample + 2) / Byte.SIZE;
        long uncompressed = FRAME_OVERHEAD_BYTES + (long) channels * SUBFRAME_OVERHEAD_BYTES + samplesBytes;
        return (int) Math.max(uncompressed, maxFrameBytes);
    }
}
