package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.ReceivedRequest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many calls that end in many ways leave no connections, threads or files behind. */
@Proves(Rule.C1)
@Execution(ExecutionMode.SAME_THREAD)
@Tag("endurance")
@Within(seconds = 120)
abstract class EnduranceContract extends SocketFixture {

    private static final Logger LOG = Logger.getLogger("io.github.cambtts");
    private static final int CALLS = 1_000;
    private static final int WARM_UP_CALLS = 100;
    private static final int MAX_IDLE_THREADS = 32;

    /** For each call. More than the JVM itself keeps when it runs new code, and less than the smallest useful buffer. */
    private static final long MAX_KEPT_BYTES = 4 << 10;

    private static final long BROKEN_BYTES = 12L << 20;
    private static final int BREAKS = 10;
    private static final int RESTARTED_BYTES = 4 << 20;
    private static final RunId LARGE = RunId.of(1);
    private static final RunId MISSING = RunId.of(2);

    @Test
    @Alone
    @Proves(Rule.T37)
    final void aThousandMixedCallsLeaveNothingBehind() throws Exception {
        camb().run(LARGE.value()).audio(Content.wav(8 << 20));
        camb().run(MISSING.value()).answers(OutputType.RAW_BYTES, FakeResponse.json(404, "{\"detail\":\"Not Found\"}"));
        TtsResults results = results();
        // A server that never answers, but notices when a client disconnects.
        RawServer silent = closedLater(RawServer.start((number, connection, out) -> {}));
        TtsResults unanswered = at(silent.url(), Timeouts.defaults());
        mixedCalls(results, unanswered, WARM_UP_CALLS);
        long files = openFiles();
        int busy = CaseThreads.busy().size();
        int idle = CaseThreads.idle().size();
        long heap = usedHeap();
        mixedCalls(results, unanswered, CALLS);
        // The fake server is in this process: a connection that stays open counts twice.
        await("the connections to be dropped, " + files + " files at first", () -> openFiles() <= files + 8);
        await("the threads to end", () -> CaseThreads.busy().size() <= busy + 4);
        // A pool may keep threads for later calls, but not one for each call.
        await("the idle threads to end", () -> CaseThreads.idle().size() <= idle + MAX_IDLE_THREADS);
        awaitShortly(() -> "the memory to be free again", () -> usedHeap() <= heap + CALLS * MAX_KEPT_BYTES);
        try (AudioStream audio = results.open(RUN)) {
            assertEquals(Content.speech().length(), audio.readAllBytes().length);
        }
    }

    /** Returns the bytes that are used after garbage was collected, without what the fake service remembers. */
    private long usedHeap() {
        camb().clearJournal();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void mixedCalls(TtsResults results, TtsResults unanswered, int calls) throws IOException {
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
                    CompletableFuture<AudioResult> future = unanswered.fetchAsync(RUN, OutputType.RAW_BYTES);
                    assertTrue(future.cancel(true));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Wire.class,
            names = {"PLAIN", "TLS_HTTP_2"})
    final void aSaveThatBreaksTenTimesRepeatsOnlyTenOverlaps(Wire wire) throws IOException {
        Content recording = Content.flac(BROKEN_BYTES);
        camb().run(RUN.value()).audio(recording);
        long[] breaks = new Random(wire.name().hashCode())
                .longs(BREAKS, 1 << 20, BROKEN_BYTES - (1 << 20))
                .sorted()
                .toArray();
        camb().run(RUN.value()).breakAt(breaks);
        TtsResults results = over(
                wire,
                builder -> builder.retryPolicy(
                        new RetryPolicy(BREAKS + 2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1))));
        SavedAudio saved = results.save(RUN, target());
        assertEquals(BROKEN_BYTES, saved.bytes());
        assertTrue(saved.attempts() > BREAKS, saved.toString());
        assertTrue(saved.resumedBytes() < BROKEN_BYTES, saved.toString());
        long overlapAndBuffer = 2L * 64 * 1024;
        assertTrue(saved.receivedBytes() <= BROKEN_BYTES + BREAKS * overlapAndBuffer, saved.toString());
        assertSame(recording, target());
    }

    @Test
    final void aRestartOfTheServiceDuringASaveLosesNoBytes() throws Exception {
        Content recording = Content.flac(RESTARTED_BYTES);
        FakeCamb service = new FakeCamb();
        service.run(RUN.value()).audio(recording);
        service.run(RUN.value())
                .answers(OutputType.RAW_BYTES, FakeResponse.audio(recording).stallAfter(RESTARTED_BYTES / 2));
        FakeCambServer first = closedLater(FakeCambServer.start(service, Wire.PLAIN, 0));
        int port = first.baseUrl().getPort();
        AtomicInteger resumed = new AtomicInteger();
        // The service is down from the middle of the first attempt until the third attempt begins.
        ProgressListener restarting = (phase, bytes, total) -> {
            if (phase == Phase.RESUMING && resumed.incrementAndGet() == 2) {
                restart(service, port);
            }
        };
        Thread killing = new Thread(() -> {
            try {
                await("a quarter of the bytes", () -> partBytes() >= RESTARTED_BYTES / 4);
                first.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        killing.start();
        TtsResults results = resultsAt(first.baseUrl(), transport(), builder -> builder.retryPolicy(quickRetries(3)));
        SavedAudio saved = results.save(RUN, target(), SaveOptions.defaults().withProgress(restarting));
        killing.join();
        assertSame(recording, target());
        assertEquals(3, saved.attempts());
        assertTrue(saved.resumedBytes() > 0, saved.toString());
        assertTrue(saved.receivedBytes() <= RESTARTED_BYTES + 2L * 64 * 1024, saved.toString());
        assertEquals(
                List.of(OutputType.RAW_BYTES.wireValue(), OutputType.FILE_URL.wireValue()),
                service.requests(ReceivedRequest.Origin.API).stream()
                        .map(request -> request.query().replace("output_type=", ""))
                        .toList());
    }

    /** Returns the size of the file that is being written. */
    private long partBytes() {
        File[] parts = target().resolveSibling(".").toFile().listFiles((directory, name) -> name.endsWith(".part"));
        return parts == null || parts.length == 0 ? 0 : parts[0].length();
    }

    private void restart(FakeCamb service, int port) {
        try {
            closedLater(FakeCambServer.start(service, Wire.PLAIN, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertSame(Content expected, Path file) throws IOException {
        byte[] there = new byte[1 << 20];
        byte[] wanted = new byte[there.length];
        try (InputStream in = Files.newInputStream(file)) {
            long position = 0;
            for (int read = in.readNBytes(there, 0, there.length); read > 0; ) {
                expected.copy(position, wanted, read);
                assertEquals(
                        -1,
                        Arrays.mismatch(there, 0, read, wanted, 0, read),
                        "different bytes after position " + position);
                position += read;
                read = in.readNBytes(there, 0, there.length);
            }
            assertEquals(expected.length(), position);
        }
    }

    @Test
    @Alone
    final void anUnclosedStreamIsReleasedAndWarnedAboutOnce() throws Exception {
        answerAudio(FakeResponse.audio(Content.flacLike(100_000)).stallAfter(50_000));
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler recorder = new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(logged.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOG.addHandler(recorder);
        LOG.setUseParentHandlers(false);
        try {
            TtsResults results = results();
            // This call opens whatever the stack then keeps open.
            results.link(RUN);
            long files = openFiles();
            openAndForget(results);
            await("the warning", () -> {
                System.gc();
                return !warnings.isEmpty();
            });
            await("the connection to be dropped", () -> openFiles() <= files + 1);
            assertEquals(1, warnings.size(), warnings.toString());
        } finally {
            LOG.removeHandler(recorder);
            LOG.setUseParentHandlers(true);
        }
    }

    private static void openAndForget(TtsResults results) throws IOException {
        AudioStream forgotten = results.open(RUN);
        assertEquals('f', forgotten.read());
    }

    @Test
    final void anInterruptAtAnyMomentIsACancellation() throws Exception {
        answerAudio(FakeResponse.audio(Content.flacLike(2_000_000)));
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
                assertTrue(Thread.interrupted(), "the interrupt flag is lost");
            }
            while (other.isAlive()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
    }
}
