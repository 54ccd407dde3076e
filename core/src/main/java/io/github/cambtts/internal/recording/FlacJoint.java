package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether the frames of a FLAC file go on across the place where one part of it is joined to another (RFC 9639, sections
 * 9.1 and 9.3). They do if a frame whose header stands before the joint ends with its right checksum where the next frame
 * begins behind the joint, numbered as the next one is; or, at the file's end, with the last sample that the file
 * announces.
 *
 * <p>The time this takes grows linearly with the number of bytes looked at. Immutable.
 */
public final class FlacJoint {

    /** How many bytes of a file's beginning tell what its frames have in common. */
    public static final int BEGINNING_BYTES = 8 + StreamInfo.BYTES;

    /** Bytes within a frame can look like the next frame's header, but hardly ever with the very number expected. */
    private static final int MAX_CHECKSUMS = 8;

    private final StreamInfo info;

    private FlacJoint(StreamInfo info) {
        this.info = info;
    }

    /**
     * Reads what the frames of a file have in common.
     *
     * @param beginning the first {@value #BEGINNING_BYTES} bytes of the file, from the buffer's position on, which stays
     *     where it is
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
     * Returns how many bytes behind the joint have to be looked at.
     *
     * @return as many as a frame can have, and the header of the next; 2.3 MiB at most
     */
    public int bytesAfter() {
        return info.frameBytesLimit() + FrameHeader.MAX_BYTES;
    }

    /**
     * Tells whether the frames go on.
     *
     * @param bytes the bytes around the joint
     * @param joint where in these the part behind the joint begins
     * @param isToEnd whether these bytes are the file's last
     * @return false also where these bytes are too few to tell
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

    /** Numbers of samples and numbers of frames are never the same. */
    private static long keyOf(boolean isVariable, long number) {
        return isVariable ? ~number : number;
    }

    /** Goes back to the nearest frame whose checksum is right there; several frames in a row have a right one too. */
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
