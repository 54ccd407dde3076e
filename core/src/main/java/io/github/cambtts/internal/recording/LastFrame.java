package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Finds the frame that a FLAC file ends with. */
final class LastFrame {

    private static final int FOOTER_BYTES = 2;
    private static final int ID3V1_BYTES = 128;

    /**
     * How many steps the search may take for each byte: more than any frame needs, even if each of its bits is a step.
     * More is needed only if very many places at a file's end look like a frame, which no encoder writes.
     */
    private static final int MAX_STEPS_PER_BYTE = 16;

    private static final int MIN_STEPS = 4096;

    private final byte[] tail;
    private final StreamInfo info;
    private final Work work;

    private LastFrame(byte[] tail, StreamInfo info, Work work) {
        this.tail = tail;
        this.info = info;
        this.work = work;
    }

    /** What a search found; if it was given up, there may still be a frame. */
    record Search(Optional<FrameHeader> found, boolean isGivenUp) {}

    /**
     * Searches for the last frame, absent if the bytes do not end with an intact one.
     *
     * <p>An ID3v1 tag may follow it. FLAC has no such tag, but some programs append it, always {@value #ID3V1_BYTES}
     * bytes beginning with {@code TAG}. Nothing else may: any other bytes may also be a damaged frame.
     */
    static Search find(byte[] tail, StreamInfo info, Checkpoint checkpoint) throws IOException {
        Work work = new Work(MIN_STEPS + (long) MAX_STEPS_PER_BYTE * tail.length, checkpoint);
        Optional<FrameHeader> found = new LastFrame(tail, info, work).find();
        return new Search(found, found.isEmpty() && work.isSpent());
    }

    /** Returns how many bytes of a file's end have to be searched, whether a tag follows or not. */
    static int searchBytes(StreamInfo info) {
        return info.frameBytesLimit() + ID3V1_BYTES;
    }

    private Optional<FrameHeader> find() throws IOException {
        Optional<FrameHeader> last = endingAt(tail.length);
        int tag = tail.length - ID3V1_BYTES;
        boolean isTagged = tag >= 0 && tail[tag] == 'T' && tail[tag + 1] == 'A' && tail[tag + 2] == 'G';
        return last.isEmpty() && isTagged ? endingAt(tag) : last;
    }

    /**
     * Searches backwards from an end. Bytes within a frame can look like a header; then the bytes after them do not
     * fit.
     */
    private Optional<FrameHeader> endingAt(int end) throws IOException {
        int crc = 0;
        for (int start = end - 1; start >= 0 && work.spend(1); start--) {
            crc = BackwardCrc16.before(crc, tail[start]);
            if (crc == 0 && tail[start] == (byte) 0xFF) {
                Optional<FrameHeader> header = headerAt(start);
                if (header.isPresent() && isFilled(header.get(), start, end)) {
                    return header;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<FrameHeader> headerAt(int start) throws IOException {
        work.spend(FrameHeader.MAX_BYTES);
        return FrameHeader.parse(Arrays.copyOfRange(tail, start, start + FrameHeader.MAX_BYTES), info);
    }

    private boolean isFilled(FrameHeader header, int start, int end) throws IOException {
        BitReader subframes = new BitReader(tail, start + header.bytes(), end - FOOTER_BYTES, work);
        return Subframes.fill(subframes, header, info);
    }
}
