package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioSource;
import io.github.cambtts.CancelledException;
import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.internal.recording.CraftedRecordings;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call can also be ended while core examines the recording. */
class VerdictCancellationTest {

    private static final byte[] FAKE_FRAMES = CraftedRecordings.flacOfFakeFrames(200_000);

    private static TransportResponse fakeFrames() {
        return StubTransport.answer(200, Map.of("content-type", List.of("audio/flac")), FAKE_FRAMES);
    }

    @AfterEach
    void forgetInterrupts() {
        Thread.interrupted();
    }

    @Test
    void aSaveEndsWhileItsRecordingIsExamined() {
        AtomicReference<Runnable> whileExamining = new AtomicReference<>(() -> {});
        SaveOptions options = SaveOptions.defaults().withProgress((phase, bytes, total) -> {
            if (phase == Phase.VERIFYING) {
                whileExamining.get().run();
            }
        });
        for (boolean closing : new boolean[] {true, false}) {
            TtsResults results = StubTransport.results("https://camb.example/apis", request -> fakeFrames());
            whileExamining.set(closing ? results::close : Thread.currentThread()::interrupt);
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            assertThrows(
                    CancelledException.class, () -> results.saveTo(RunId.of(1), Channels.newChannel(target), options));
            assertEquals(FAKE_FRAMES.length, target.size());
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void aStreamEndsWhileItsRecordingIsExamined() {
        for (boolean aborting : new boolean[] {true, false}) {
            Source source = new Source();
            VerifiedSource verified = VerifiedSource.over(source, RunId.of(1));
            source.atEnd = aborting ? verified::abort : Thread.currentThread()::interrupt;
            assertThrows(CancelledException.class, () -> {
                ByteBuffer target = ByteBuffer.allocate(FAKE_FRAMES.length);
                while (verified.read(target) >= 0) {
                    target.clear();
                }
            });
        }
        assertTrue(Thread.interrupted());
    }

    /** Runs an action when all bytes have been read and only the verdict is left. */
    private static final class Source implements AudioSource {

        private final ByteBuffer bytes = ByteBuffer.wrap(FAKE_FRAMES);
        private Runnable atEnd = () -> {};

        @Override
        public int read(ByteBuffer target) {
            if (bytes.hasRemaining()) {
                return Bytes.move(bytes, target);
            }
            atEnd.run();
            return -1;
        }

        @Override
        public void abort() {}

        @Override
        public void close() {}
    }
}
