package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks that the frames of a FLAC file continue across the joint, the position where one part of the file is joined to
 * another (RFC 9639, sections 9.1 and 9.3). They do if a frame whose header is before the joint ends with its correct
 * checksum exactly where a frame with the next number begins after the joint; or, at the end of the file, if that frame
 * ends with the last sample that the file announces.
 *
 * <p>The time this takes grows linearly with the number of bytes examined. Immutable.
 */
public final class FlacJoint {

    /** How many bytes at the beginning of a file describe what its frames have in common. */
    public static final int BEGINNING_BYTES = 8 + StreamInfo.BYTES;

    /** Bytes within a frame can look like the next frame's header, but rarely with exactly the expected number. */
    private static final int MAX_CHECKSUMS = 8;

    private final StreamInfo info;

    private FlacJoint(StreamInfo info) {
        this.info = info;
    }

    /**
     * Reads what the frames of a file have in common.
     *
     * @param beginning the first {@value #BEGINNING_BYTES} bytes of the file, from the buffer's position on, which does
     *     not change
     * @return absent if there are fewer bytes, or the file is not FLAC
     */
    public static Optional<FlacJoint> of(ByteBuffer beginning) {
        if (beginning.remaining() < BEGINNING_BYTES
                || !Format.ofFirstBytes(beginning).equals(Optional.of(Format.FLAC))) {
            return Optional.empty();
        }
        ByteBuffer rest = beginning.slice();
        boolean isStreamInfo = (rest.getInt(4) & 0x7FFFFFFF) == StreamInfo.BYTES;
        StreamInfo info = StreamInfo.parse(rest.position(8));
        return isStreamInfo && info.fault().isEmpty() ? Optional.of(new FlacJoint(info)) : Optional.empty();
    }

    /**
     * Returns how many bytes after the joint have to be examined.
     *
     * @return as many as a frame can have, and the header of the next; 2.3 MiB at most
     */
    public int bytesAfter() {
        return info.frameBytesLimit() + FrameHeader.MAX_BYTES;
    }

    /**
     * Tells whether the frames continue.
     *
     * @param bytes the bytes around the joint
     * @param joint the index at which the part after the joint begins
     * @param isToEnd whether these bytes are the file's last
     * @return whether they do; false also if there are too few bytes to decide
     */
    public boolean isContinuous(byte[] bytes, int joint, boolean isToEnd) {
        Map<Long, Integer> expected = new HashMap<>();
        int checksumsLeft = MAX_CHECKSUMS;
        int last = -1;
        for (int at = 0; at < bytes.length; at++) {
            Optional<FrameHeader> header = bytes[at] == (byte) 0xFF ? headerAt(bytes, at) : Optional.empty();
            if (header.isEmpty()) {
                continue;
            }
            FrameHeader found = header.get();
            if (at + found.bytes() <= joint) {
                expected.put(keyOf(found.isVariable(), nextNumber(found)), at);
                last = found.endSample(info).equals(OptionalLong.of(info.totalSamples())) ? at : last;
            } else {
                Integer start = expected.get(keyOf(found.isVariable(), found.number()));
                if (start != null && --checksumsLeft >= 0 && startOfFrameEndingAt(at, bytes) == start) {
                    return true;
                }
            }
        }
        return isToEnd && info.isTotalKnown() && last >= 0 && startOfFrameEndingAt(bytes.length, bytes) == last;
    }

    private Optional<FrameHeader> headerAt(byte[] bytes, int at) {
        return FrameHeader.parse(Arrays.copyOfRange(bytes, at, at + FrameHeader.MAX_BYTES), info)
                .filter(header -> at + header.bytes() <= bytes.length);
    }

    private static long nextNumber(FrameHeader frame) {
        return frame.isVariable() ? frame.number() + frame.blockSize() : frame.number() + 1;
    }

    /** Keeps numbers of samples and numbers of frames apart. */
    private static long keyOf(boolean isVariable, long number) {
        return isVariable ? ~number : number;
    }

    /**
     * Searches backwards for the nearest frame that ends there with its correct checksum; several frames in a row have
     * a correct one too.
     */
    private int startOfFrameEndingAt(int end, byte[] bytes) {
        int crc = 0;
        for (int at = end - 1; at >= 0; at--) {
            crc = BackwardCrc16.before(crc, bytes[at]);
            if (crc == 0 && bytes[at] == (byte) 0xFF && headerAt(bytes, at).isPresent()) {
                return at;
            }
        }
        return -1;
    }
}
