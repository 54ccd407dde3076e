package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import java.nio.ByteBuffer;
import java.util.Random;

/** Walks through a recording in one piece and in pieces of random size: both must give the same result. */
final class Walks {

    private static final Random RANDOM = new Random(9639);

    private Walks() {}

    static RecordingCheck check(byte[] bytes) {
        RecordingCheck whole = inPieces(bytes, bytes.length);
        assertEquals(whole, inPieces(bytes, 1 + RANDOM.nextInt(2 + bytes.length / 3)));
        return whole;
    }

    static Completeness completeness(byte[] bytes) {
        return check(bytes).completeness();
    }

    /** Walks through pieces of up to so many bytes; asks for the result in between, which must not matter. */
    static RecordingCheck inPieces(byte[] bytes, int maxBytesAtOnce) {
        RecordingWalk walk = new RecordingWalk();
        int at = 0;
        while (at < bytes.length) {
            int count = Math.min(bytes.length - at, maxBytesAtOnce - RANDOM.nextInt(1 + maxBytesAtOnce / 2));
            ByteBuffer piece = RANDOM.nextBoolean()
                    ? ByteBuffer.wrap(bytes, at, count)
                    : ByteBuffer.allocateDirect(count).put(bytes, at, count).flip();
            walk.update(piece);
            assertEquals(count, piece.remaining());
            at += count;
            if (RANDOM.nextInt(50) == 0) {
                walk.finish();
            }
        }
        assertEquals(bytes.length, walk.bytes());
        return walk.finish();
    }
}
