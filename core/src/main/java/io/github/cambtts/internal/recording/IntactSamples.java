package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a FLAC file that is cut short can be played: the end of its last frame whose checksums hold, with only the
 * beginning of another frame after it.
 */
public final class IntactSamples {

    private static final int STREAMINFO_AT = 8;

    /**
     * A search of the tail is made for each place where the last intact frame may end; a file has a few such places.
     */
    private static final int MAX_SEARCHES = 2 * FrameHeader.MAX_BYTES;

    private IntactSamples() {}

    /**
     * Finds the number of samples of one channel up to the cut.
     *
     * @param file a file that {@link Recording#examine} recognizes as FLAC; its position may change
     * @return the number, absent if no intact frame is found near the end
     * @throws IOException if the channel cannot be read
     */
    public static OptionalLong find(SeekableByteChannel file) throws IOException {
        byte[] beginning = Recording.read(file, 0, (int) Math.min(file.size(), STREAMINFO_AT + StreamInfo.BYTES));
        if (beginning.length < STREAMINFO_AT + StreamInfo.BYTES) {
            return OptionalLong.empty();
        }
        StreamInfo info = StreamInfo.parse(ByteBuffer.wrap(beginning).position(STREAMINFO_AT));
        if (!info.fault().isEmpty()) {
            return OptionalLong.empty();
        }
        // The frame that is cut, and the one before it.
        long bytes = Math.min(file.size() - beginning.length, 2L * LastFrame.searchBytes(info));
        return find(Recording.read(file, file.size() - bytes, (int) bytes), info);
    }

    private static OptionalLong find(byte[] tail, StreamInfo info) throws IOException {
        int searches = 0;
        for (int end = tail.length; end > 0 && searches < MAX_SEARCHES; end--) {
            // Closer to the end than a header is long, the next frame's header may be cut itself.
            boolean isPossibleEnd = tail.length - end < FrameHeader.MAX_BYTES || isHeaderAt(end, tail, info);
            if (isPossibleEnd) {
                searches++;
                Optional<FrameHeader> last =
                        LastFrame.find(Arrays.copyOf(tail, end), info, () -> {}).found();
                if (last.isPresent()) {
                    return last.get().endSample(info);
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isHeaderAt(int start, byte[] tail, StreamInfo info) {
        return tail[start] == (byte) 0xFF
                && FrameHeader.parse(Arrays.copyOfRange(tail, start, start + FrameHeader.MAX_BYTES), info)
                        .isPresent();
    }
}
