package io.github.cambtts.recording;

import java.util.Arrays;
import java.util.Optional;

/** Finds the frame that a FLAC file ends with. */
final class LastFrame {

    private static final int FOOTER_BYTES = 2;
    private static final int ID3V1_BYTES = 128;

    private LastFrame() {}

    /**
     * Finds the last frame, absent if the bytes do not end with an intact one.
     *
     * <p>An ID3v1 tag may follow it. FLAC knows no such tag, but some programs append it, always {@value #ID3V1_BYTES}
     * bytes beginning with {@code TAG}. Nothing else may: what looks like more bytes may as well be a damaged frame.
     */
    static Optional<FrameHeader> find(byte[] tail, StreamInfo info) {
        Optional<FrameHeader> last = endingAt(tail.length, tail, info);
        int tag = tail.length - ID3V1_BYTES;
        boolean isTagged = tag >= 0 && tail[tag] == 'T' && tail[tag + 1] == 'A' && tail[tag + 2] == 'G';
        return last.isEmpty() && isTagged ? endingAt(tag, tail, info) : last;
    }

    /** Returns how many bytes of a file's end have to be searched, whether a tag follows or not. */
    static int searchBytes(StreamInfo info) {
        return info.frameBytesLimit() + ID3V1_BYTES;
    }

    /** Goes back from the end. Bytes within a frame can look like a header; then nothing behind them fits. */
    private static Optional<FrameHeader> endingAt(int end, byte[] tail, StreamInfo info) {
        int crc = 0;
        for (int start = end - 1; start >= 0; start--) {
            crc = BackwardCrc16.before(crc, tail[start]);
            if (crc == 0 && tail[start] == (byte) 0xFF) {
                byte[] beginning = Arrays.copyOfRange(tail, start, start + FrameHeader.MOST_BYTES);
                Optional<FrameHeader> header = FrameHeader.parse(beginning, info);
                if (header.isPresent() && isFilled(header.get(), start, end, tail, info)) {
                    return header;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isFilled(FrameHeader header, int start, int end, byte[] tail, StreamInfo info) {
        BitReader subframes = new BitReader(tail, start + header.bytes(), end - FOOTER_BYTES);
        return Subframes.fill(subframes, header, info);
    }
}
