package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.recording.CraftedRecordings;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call ends while core itself is at work, too. */
class VerdictCancellationTest {

    private static final byte[] LURES = CraftedRecordings.flacOfLures(200_000);

    private static TransportResponse lures() {
        return StubTransport.answer(200, Map.of("content-type", List.of("audio/flac")), LURES);
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
            TtsResults results = StubTransport.results("https://camb.example/apis", request -> lures());
            whileExamining.set(closing ? results::close : Thread.currentThread()::interrupt);
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            assertThrows(
                    CancelledException.class, () -> results.saveTo(RunId.of(1), Channels.newChannel(target), options));
            assertEquals(LURES.length, target.size());
        }
        assertTrue(Thread.interrupted());
    }

    @Test
    void aStreamEndsWhileItsRecordingIsExamined() throws TtsException {
        TtsResults results = StubTransport.results("https://camb.example/apis", request -> lures());
        try (AudioStream audio = results.open(RunId.of(1)).verifying()) {
            byte[] all = new byte[LURES.length];
            for (int count = 0; count < all.length; ) {
                count += audio.read(all, count, all.length - count);
            }
            Thread.currentThread().interrupt();
            assertThrows(CancelledException.class, audio::read);
        }
        assertTrue(Thread.interrupted());
    }
}
