package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What is left behind after many calls that end in many ways: nothing. */
abstract class EnduranceContract extends FaultsContract {

    private static final int CALLS = 1_000;
    private static final int WARM_UP_CALLS = 100;
    private static final RunId LARGE = RunId.of(1);
    private static final RunId MISSING = RunId.of(2);
    private static final RunId SILENT = RunId.of(3);

    @Test
    final void aThousandMixedCallsLeaveNothingBehind() throws Exception {
        camb().recording(LARGE.value(), Content.wav(8 << 20));
        camb().answer(MISSING.value(), OutputType.RAW_BYTES, Answer.json(404, "{\"detail\":\"Not Found\"}"));
        camb().answer(SILENT.value(), OutputType.RAW_BYTES, Answer.silence());
        TtsResults results = results();
        mixedCalls(results, WARM_UP_CALLS);
        long files = openFiles();
        int threads = Thread.activeCount();
        mixedCalls(results, CALLS);
        // The fake server is in this process: a connection that stays open counts twice.
        await("the connections to be dropped", () -> openFiles() <= files + 8);
        await("the threads to end", () -> Thread.activeCount() <= threads + 4);
        try (AudioStream audio = results.open(RUN)) {
            assertEquals(Content.speech().length(), audio.readAllBytes().length);
        }
    }

    private void mixedCalls(TtsResults results, int calls) throws IOException {
        for (int call = 0; call < calls; call++) {
            switch (call % 5) {
                case 0 -> {
                    try (AudioStream audio = results.open(RUN)) {
                        assertTrue(audio.readAllBytes().length > 0);
                    }
                }
                case 1 -> assertFails(ErrorKind.NOT_FOUND, () -> results.open(MISSING));
                case 2 -> results.open(LARGE).close();
                case 3 -> results.link(RUN);
                default -> {
                    CompletableFuture<AudioResult> future = results.fetchAsync(SILENT, OutputType.RAW_BYTES);
                    assertTrue(future.cancel(true));
                }
            }
        }
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    @Test
    final void anInterruptAtAnyMomentIsACancellation() throws Exception {
        answerAudio(Answer.audio(Content.flacLike(2_000_000)));
        Thread caller = Thread.currentThread();
        for (int call = 0; call < 40; call++) {
            // A new client each time, so that connecting is interrupted too.
            TtsResults results =
                    resultsAt(server().baseUrl(), closedLater(newTransport(server().networkSettings())), b -> b);
            long delayNanos = ThreadLocalRandom.current().nextLong(0, 5_000_000);
            Thread other = new Thread(() -> {
                LockSupport.parkNanos(delayNanos);
                caller.interrupt();
            });
            other.start();
            try (AudioStream audio = results.open(RUN)) {
                audio.readAllBytes();
            } catch (TtsException e) {
                assertEquals(ErrorKind.CANCELLED, e.kind(), e::toString);
                assertTrue(Thread.interrupted(), "the flag is lost");
            }
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
    }
}
