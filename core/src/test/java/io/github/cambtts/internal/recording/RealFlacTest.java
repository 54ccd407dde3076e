package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that flac 1.4.2 encoded: every cut, and every bit flip in a frame. */
class RealFlacTest {

    private static byte[] load(String name) throws IOException {
        try (InputStream file = RealFlacTest.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        }
    }

    private static byte[] flipped(byte[] file, int bit) {
        byte[] flipped = file.clone();
        flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return flipped;
    }

    @ParameterizedTest
    @ValueSource(strings = {"low-rate.flac", "high-rate.flac"})
    void theWholeFileIsCompleteAndNoCutOfIt(String name) throws IOException {
        byte[] file = load(name);
        assertEquals(Completeness.COMPLETE, Walks.completeness(file));
        for (int length = 0; length < file.length; length++) {
            assertEquals(Completeness.TRUNCATED, Walks.completeness(Arrays.copyOf(file, length)), "cut to " + length);
        }
    }

    @Test
    void aPipedFileIsUnknownAndItsCutsAreTruncatedUnlessBetweenFrames() throws IOException {
        byte[] file = load("from-pipe.flac");
        Set<Long> ends = new TreeSet<>();
        for (int length = 0; length <= file.length; length++) {
            RecordingCheck recording = Walks.check(Arrays.copyOf(file, length));
            assertNotEquals(Completeness.COMPLETE, recording.completeness(), "cut to " + length);
            if (recording.completeness() == Completeness.UNKNOWN) {
                ends.add(recording.totalSamples().orElse(0));
            }
        }
        Set<Long> betweenFrames = new TreeSet<>(Set.of(6615L));
        for (long end = 0; end < 6615; end += 576) {
            betweenFrames.add(end);
        }
        assertEquals(betweenFrames, ends);
    }

    /** A whole file with a bit flipped is never complete, and never unknown: not even where the total is. */
    @ParameterizedTest
    @ValueSource(strings = {"low-rate.flac", "high-rate.flac", "from-pipe.flac"})
    void everyBitFlipInAFrameIsNoticed(String name) throws IOException {
        byte[] file = load(name);
        int firstFrame = 4;
        boolean isLast = false;
        while (!isLast) {
            isLast = file[firstFrame] < 0;
            firstFrame += 4 + (ByteBuffer.wrap(file).getInt(firstFrame) & 0xFFFFFF);
        }
        for (int bit = firstFrame * Byte.SIZE; bit < file.length * Byte.SIZE; bit++) {
            Completeness found = Walks.completeness(flipped(file, bit));
            assertTrue(found == Completeness.DAMAGED || found == Completeness.TRUNCATED, found + " at bit " + bit);
        }
    }
}
