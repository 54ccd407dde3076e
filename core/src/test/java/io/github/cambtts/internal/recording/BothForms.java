package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Examines a recording as a file and as a stream in pieces of random size: both must give the same result. */
final class BothForms {

    private static final Random RANDOM = new Random(9639);

    private BothForms() {}

    static Recording examine(byte[] bytes) {
        Recording asFile = examineFile(BytesChannel.of(bytes));
        assertEquals(asFile, examineStream(bytes, 1 + RANDOM.nextInt(2 + bytes.length / 3)));
        return asFile;
    }

    static Verdict verdict(byte[] bytes) {
        return examine(bytes).verdict();
    }

    static Recording examineFile(BytesChannel file) {
        try {
            return Recording.examine(file, () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recording examineStream(byte[] bytes, int maxBytesAtOnce) {
        RecordingWindow window = new RecordingWindow();
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            int count = Math.min(rest.remaining(), RANDOM.nextInt(maxBytesAtOnce + 1));
            ByteBuffer next = rest.slice(rest.position(), count);
            window.update(next);
            assertEquals(0, next.remaining());
            rest.position(rest.position() + count);
        }
        return CraftedRecordings.finish(window);
    }
}
