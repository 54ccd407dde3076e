package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Recordings made to keep whoever examines them busy. */
public final class CraftedRecordings {

    private static final int LURE_BYTES = 16;
    private static final int PADDING = 1;

    private CraftedRecordings() {}

    /** Every 16 bytes begin like a frame, with right checksums from there to the end, and none fills what follows. */
    public static byte[] flacOfLures(int bytes) {
        FlacBytes file = FlacBytes.of(new StreamInfo(16, 65_535, 0xFFFFFF, 44_100, 1, 16, 1_000_000));
        byte[] residual = {8 << 1, 0, 0, -1, -1, -1};
        byte[] lure = FlacBytes.frame(file.header(false, 1, 65_535), residual);
        if (lure.length != LURE_BYTES) {
            throw new IllegalStateException("not " + lure.length);
        }
        for (int i = 0; i < bytes / LURE_BYTES; i++) {
            file.raw(lure);
        }
        return file.bytes();
    }

    /** Frames of silence, and behind them a zero, which leaves all of their checksums right. */
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
