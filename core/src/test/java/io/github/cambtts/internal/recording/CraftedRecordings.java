package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Recordings crafted so that examining them is as much work as possible. */
public final class CraftedRecordings {

    private static final int FAKE_FRAME_BYTES = 16;
    private static final int PADDING = 1;

    private CraftedRecordings() {}

    /**
     * Every 16 bytes begin like a frame, with correct checksums from there to the end, but no frame reaches the end.
     */
    public static byte[] flacOfFakeFrames(int bytes) {
        FlacBytes file = FlacBytes.of(new StreamInfo(16, 65_535, 0xFFFFFF, 44_100, 1, 16, 1_000_000));
        byte[] residual = {8 << 1, 0, 0, -1, -1, -1};
        byte[] fakeFrame = FlacBytes.frame(file.header(false, 1, 65_535), residual);
        if (fakeFrame.length != FAKE_FRAME_BYTES) {
            throw new IllegalStateException("not " + fakeFrame.length);
        }
        for (int i = 0; i < bytes / FAKE_FRAME_BYTES; i++) {
            file.raw(fakeFrame);
        }
        return file.bytes();
    }

    /** Frames of silence, and a zero after them, which leaves all of their checksums correct. */
    public static byte[] flacOfZeros(int bytes) {
        FlacBytes file = FlacBytes.of(new StreamInfo(16, 16, 0xFFFFFF, 44_100, 1, 16, 1_000_000));
        byte[] frame = FlacBytes.frame(file.header(false, 1, 16), new byte[3]);
        for (int i = 0; i < bytes / frame.length; i++) {
            file.raw(frame);
        }
        return file.raw("\0").bytes();
    }

    /** A header of metadata blocks without content. */
    public static byte[] flacOfEmptyBlocks(int bytes) {
        FlacBytes file = FlacBytes.announcing(16);
        for (int i = 0; i < bytes / 4; i++) {
            file.block(PADDING, new byte[0]);
        }
        return file.bytes();
    }

    /** A header of chunks without content. */
    public static byte[] wavOfEmptyChunks(int bytes) {
        WavBytes file = WavBytes.mono();
        for (int i = 0; i < bytes / 8; i++) {
            file.chunk("JUNK", new byte[0]);
        }
        return file.bytes();
    }

    /** Examines a file. */
    public static Recording examine(byte[] file) {
        try {
            return Recording.examine(BytesChannel.of(file), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a stream. */
    public static Recording finish(RecordingWindow window) {
        try {
            return window.finish(() -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
