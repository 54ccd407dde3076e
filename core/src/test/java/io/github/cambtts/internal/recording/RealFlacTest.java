package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files that flac 1.4.2 encoded: every cut, and every bit flip in the last frame. */
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
        assertEquals(Verdict.COMPLETE, BothForms.verdict(file));
        for (int length = 0; length < file.length; length++) {
            assertEquals(Verdict.TRUNCATED, BothForms.verdict(Arrays.copyOf(file, length)), "cut to " + length);
        }
    }

    @Test
    void aPipedFileIsUnknownAndItsCutsAreTruncatedUnlessBetweenFrames() throws IOException {
        byte[] file = load("from-pipe.flac");
        Set<Long> ends = new TreeSet<>();
        for (int length = 0; length <= file.length; length++) {
            Recording recording = BothForms.examine(Arrays.copyOf(file, length));
            assertNotEquals(Verdict.COMPLETE, recording.verdict(), "cut to " + length);
            if (recording.verdict() == Verdict.UNKNOWN) {
                ends.add(recording.totalSamples().orElse(0));
            }
        }
        Set<Long> betweenFrames = new TreeSet<>(Set.of(6615L));
        for (long end = 0; end < 6615; end += 576) {
            betweenFrames.add(end);
        }
        assertEquals(betweenFrames, ends);
    }

    @ParameterizedTest
    @ValueSource(strings = {"low-rate.flac", "high-rate.flac", "from-pipe.flac"})
    void everyBitFlipInTheLastFrameIsTruncated(String name) throws IOException {
        byte[] file = load(name);
        int lastFrameAt = file.length - 1;
        while (BothForms.examine(Arrays.copyOf(file, lastFrameAt))
                .reason()
                .equals("it does not end with an intact frame")) {
            lastFrameAt--;
        }
        assertTrue(file.length - lastFrameAt > 10);
        for (int bit = lastFrameAt * Byte.SIZE; bit < file.length * Byte.SIZE; bit++) {
            assertEquals(Verdict.TRUNCATED, BothForms.verdict(flipped(file, bit)), "bit " + bit);
        }
    }
}
