package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A frame header (RFC 9639, section 9.1): the fields that show which samples the frame holds.
 *
 * @param isVariable whether block sizes vary, so that the header numbers samples instead of frames
 * @param number of the frame, or of its first sample
 * @param blockSize how many samples of each channel the frame holds
 * @param channelCode which channels are there, as the header codes it (section 9.1.3)
 * @param bytes how long the header is
 */
record FrameHeader(boolean isVariable, long number, int blockSize, int channelCode, int bytes) {

    /** Sync code and other codes 4, number 7, uncommon block size 2, uncommon sample rate 2, checksum 1. */
    static final int MAX_BYTES = 16;

    /** Fifteen bits, of which the last was once reserved. The bit after them is the blocking strategy. */
    private static final int SYNC_CODE = 0x7FFC;

    private static final long MAX_FRAME_NUMBER = 0x7FFFFFFF;

    /**
     * Reads a header.
     *
     * @param bytes {@value #MAX_BYTES} bytes; those after a shorter header may have any value
     * @param info what the frames of this stream have in common
     * @return the header; absent if the bytes are no header, or not one of this stream
     */
    static Optional<FrameHeader> parse(byte[] bytes, StreamInfo info) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        int codes = rest.getInt();
        if (codes >>> 17 != SYNC_CODE || !FrameCodes.areOfStream(codes, info)) {
            return Optional.empty();
        }
        boolean isVariable = (codes >>> 16 & 1) == 1;
        OptionalLong number = CodedNumber.read(rest);
        if (number.isEmpty() || (!isVariable && number.getAsLong() > MAX_FRAME_NUMBER)) {
            return Optional.empty();
        }
        int blockSize = FrameCodes.blockSize(codes, rest);
        boolean isOfStream =
                blockSize > 0 && blockSize <= info.maxBlockSize() && FrameCodes.isSampleRate(codes, rest, info);
        int checked = rest.position();
        return isOfStream && Crc8.of(bytes, checked) == (rest.get() & 0xFF)
                ? Optional.of(new FrameHeader(
                        isVariable, number.getAsLong(), blockSize, FrameCodes.channelCode(codes), rest.position()))
                : Optional.empty();
    }

    /**
     * Returns the number of the sample after the frame's last one, absent if it is not known: a frame's number counts
     * blocks, so it needs a block size that all blocks but the last have (section 8.2).
     */
    OptionalLong endSample(StreamInfo info) {
        if (isVariable) {
            return OptionalLong.of(number + blockSize);
        }
        return number == 0 || info.minBlockSize() == info.maxBlockSize()
                ? OptionalLong.of(number * info.maxBlockSize() + blockSize)
                : OptionalLong.empty();
    }
}
