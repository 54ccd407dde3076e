package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is specific to streams; every other test examines its recordings in both forms. */
class RecordingWindowTest {

    private static final byte[] FILE =
            FlacBytes.announcing(3200).block(1, new byte[99]).frames(200, 16).bytes();

    @Test
    void aByteAtATimeIsEnough() {
        assertEquals(Verdict.COMPLETE, BothForms.examineStream(FILE, 1).verdict());
    }

    @Test
    void directBuffersAndSlicesAreTaken() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(FILE.length + 20)
                .position(10)
                .put(FILE)
                .flip()
                .position(10);
        RecordingWindow window = new RecordingWindow();
        window.update(direct.asReadOnlyBuffer());
        assertEquals(Verdict.COMPLETE, window.finish(() -> {}).verdict());
    }

    @Test
    void theVerdictIsOnTheBytesSoFar() throws IOException {
        RecordingWindow window = new RecordingWindow();
        assertEquals(Verdict.TRUNCATED, window.finish(() -> {}).verdict());
        window.update(ByteBuffer.wrap(FILE, 0, 3000));
        assertEquals(Verdict.TRUNCATED, window.finish(() -> {}).verdict());
        window.update(ByteBuffer.wrap(FILE, 3000, FILE.length - 3000));
        assertEquals(Verdict.COMPLETE, window.finish(() -> {}).verdict());
        assertEquals(Verdict.COMPLETE, window.finish(() -> {}).verdict());
    }

    @Test
    void theTailIsTheLastBytesInOrder() {
        Random random = new Random(7);
        byte[] stream = new byte[1000];
        random.nextBytes(stream);
        for (int capacity : new int[] {1, 2, 63, 64, 999, 1000, 1001}) {
            Tail tail = new Tail(capacity);
            int passed = 0;
            while (passed < stream.length) {
                int count = Math.min(stream.length - passed, random.nextInt(200));
                tail.append(ByteBuffer.wrap(stream, passed, count));
                passed += count;
                assertArrayEquals(Arrays.copyOfRange(stream, Math.max(0, passed - capacity), passed), tail.bytes());
            }
        }
    }
}
