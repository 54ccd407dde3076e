package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.CallListener.Call;
import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The events that a listener receives, and that a listener cannot harm calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CallEventsTest {

    private static final RunId RUN = RunId.of(7);
    private static final RetryPolicy ONCE_MORE =
            new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1));
    private static final int BYTES = FakeTransport.audio().length;

    @TempDir
    private Path directory = Path.of("");

    /** Records every event, without the values that differ from run to run. */
    private static final class Notes implements CallListener {

        private final List<String> events = Collections.synchronizedList(new ArrayList<>());
        private final Set<Call> calls = Collections.synchronizedSet(new HashSet<>());

        private void note(Call call, String event) {
            calls.add(call);
            events.add(event);
        }

        @Override
        public void onAttempt(Call call, int attempt) {
            note(call, call.purpose() + " attempt " + attempt);
        }

        @Override
        public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
            assertFalse(duration.isNegative());
            note(call, attempt + " " + origin + " " + status);
        }

        @Override
        public void onResumed(Call call, int attempt, long position) {
            note(call, attempt + " resumed " + position);
        }

        @Override
        public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
            note(call, attempt + " failed " + kind + (retryIn.isPresent() ? " again" : ""));
        }

        @Override
        public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
            assertFalse(duration.isNegative());
            note(call, "finished " + failure.map(Enum::name).orElse("well") + " " + bytes);
        }
    }

    private static FakeTransport audio() {
        return new FakeTransport((request, signal) -> FakeTransport.audioResponse());
    }

    private static FakeTransport busyOnce(FakeTransport.Script then) {
        int[] requests = {0};
        return new FakeTransport((request, signal) -> requests[0]++ == 0
                ? FakeTransport.response(503, Map.of("retry-after", "0"), new byte[0])
                : then.answer(request, signal));
    }

    private static void assertOneCall(Notes notes, String... events) {
        assertEquals(List.of(events), List.copyOf(notes.events));
        assertEquals(1, notes.calls.size());
    }

    /** Every way to save. */
    private List<SavedAudio> saveInEveryWay(TtsResults results, SaveOptions options) throws Exception {
        Path one = directory.resolve("one.flac");
        Path other = directory.resolve("other.flac");
        return List.of(
                results.save(RUN, one, options),
                results.saveTo(RUN, OutputStream.nullOutputStream(), options),
                results.saveAsync(RUN, other, options).get(),
                results.saveToAsync(RUN, OutputStream.nullOutputStream(), options)
                        .get());
    }

    @Test
    void everySaveIsReported() throws Exception {
        Notes notes = new Notes();
        try (TtsResults results = audio().results(builder -> builder.listener(notes))) {
            saveInEveryWay(results, SaveOptions.defaults());
        }
        List<String> one = List.of("SAVE attempt 1", "1 API 200", "finished well " + BYTES);
        assertEquals(Collections.nCopies(4, one).stream().flatMap(List::stream).toList(), List.copyOf(notes.events));
        assertEquals(4, notes.calls.size());
    }

    @Test
    void aFailedAttemptAndTheNextAreReported() throws Exception {
        Notes notes = new Notes();
        FakeTransport transport = busyOnce((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results(builder -> builder.retryPolicy(ONCE_MORE))) {
            SaveOptions options =
                    SaveOptions.defaults().withCall(CallOptions.defaults().withListener(notes));
            results.saveTo(RUN, OutputStream.nullOutputStream(), options);
        }
        assertOneCall(
                notes,
                "SAVE attempt 1",
                "1 API 503",
                "1 failed SERVER again",
                "SAVE attempt 2",
                "2 API 200",
                "finished well " + BYTES);
    }

    @Test
    void aLinkIsReported() throws Exception {
        Notes notes = new Notes();
        FakeTransport transport = FakeTransport.answering(
                200, Map.of("content-type", "application/json"), "{}".getBytes(StandardCharsets.US_ASCII));
        try (TtsResults results = transport.results()) {
            results.link(RUN, CallOptions.defaults().withListener(notes));
        }
        assertOneCall(notes, "LINK attempt 1", "1 API 200", "finished well 0");
    }

    @Test
    void aCallThatFailsIsReported() {
        Notes notes = new Notes();
        FakeTransport transport = FakeTransport.answering(404, Map.of(), new byte[0]);
        try (TtsResults results = transport.results(builder -> builder.listener(notes))) {
            assertThrows(StatusException.class, () -> results.open(RUN));
        }
        assertOneCall(notes, "OPEN attempt 1", "1 API 404", "1 failed NOT_FOUND", "finished NOT_FOUND 0");
    }

    @Test
    void anErrorOfTheHostsCodeEndsTheCallAsCancelled() {
        Notes notes = new Notes();
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) {
                throw new StackOverflowError("the host's");
            }
        };
        try (TtsResults results = audio().results(builder -> builder.listener(notes))) {
            assertThrows(StackOverflowError.class, () -> results.saveTo(RUN, broken, SaveOptions.defaults()));
        }
        // The first bytes, which tell FLAC from WAV, are written by themselves.
        assertOneCall(notes, "SAVE attempt 1", "1 API 200", "finished CANCELLED 12");
    }

    @Test
    void aCallThatTheExecutorDropsIsReportedWhenItEnds() {
        Notes notes = new Notes();
        TtsResults results = audio().results(builder -> builder.listener(notes).executor(task -> {}));
        CompletableFuture<AudioStream> call = results.openAsync(RUN);
        results.close();
        assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        assertOneCall(notes, "finished CANCELLED 0");
    }

    @Test
    void aCallThatIsRefusedAtOnceIsNotReported() {
        Notes notes = new Notes();
        TtsResults results = audio().results(builder -> builder.listener(notes));
        results.close();
        assertThrows(IllegalStateException.class, () -> results.open(RUN));
        assertEquals(List.of(), notes.events);
    }

    private void assertStream(String finished, Consuming consuming) throws Exception {
        Notes notes = new Notes();
        try (TtsResults results = audio().results(builder -> builder.listener(notes))) {
            AudioStream audio = results.open(RUN);
            consuming.consume(results, audio);
            Await.until("the last event", () -> notes.events.size() >= 3);
            audio.close();
        }
        assertOneCall(notes, "OPEN attempt 1", "1 API 200", "finished " + finished);
    }

    private interface Consuming {
        void consume(TtsResults results, AudioStream audio) throws IOException;
    }

    @Test
    void aStreamIsFinishedWhenItEnds() throws Exception {
        assertStream("well " + BYTES, (results, audio) -> audio.readAllBytes());
        assertStream("well " + BYTES, (results, audio) -> {
            audio.readAllBytes();
            audio.abort();
            audio.close();
        });
    }

    @Test
    void aStreamIsFinishedWhenItIsClosedAbortedOrTheClientIs() throws Exception {
        assertStream("CANCELLED 1", (results, audio) -> {
            audio.read();
            audio.close();
            audio.close();
        });
        assertStream("CANCELLED 1", (results, audio) -> {
            audio.read();
            audio.abort();
        });
        assertStream("CANCELLED 0", (results, audio) -> results.close());
    }

    @Test
    void aStreamIsFinishedWhenItIsDropped() throws Exception {
        Notes notes = new Notes();
        try (TtsResults results = audio().results(builder -> builder.listener(notes))) {
            assertEquals(RUN, results.open(RUN).runId());
            Await.until("the leak", () -> {
                System.gc();
                return notes.events.size() == 3;
            });
        }
        assertOneCall(notes, "OPEN attempt 1", "1 API 200", "finished CANCELLED 0");
    }

    @Test
    void aStreamThatBreaksIsFinishedWithItsErrorKind() throws Exception {
        Notes notes = new Notes();
        FakeTransport transport = new FakeTransport((request, signal) -> {
            TransportResponse whole = FakeTransport.audioResponse();
            return FakeTransport.response(
                    200,
                    Map.of("content-type", "audio/flac", "content-length", "" + (BYTES + 1)),
                    whole::read,
                    () -> {});
        });
        try (TtsResults results = transport.results(builder -> builder.listener(notes));
                AudioStream audio = results.open(RUN)) {
            assertThrows(ConnectionException.class, audio::readAllBytes);
        }
        assertOneCall(notes, "OPEN attempt 1", "1 API 200", "finished TRUNCATED " + BYTES);
    }

    @Test
    void aStreamThatIsVerifiedIsFinishedWithTheVerdict() throws Exception {
        byte[] cut = java.util.Arrays.copyOf(FakeTransport.audio(), BYTES - 10);
        Notes notes = new Notes();
        FakeTransport transport = FakeTransport.answering(200, Map.of(), cut);
        try (TtsResults results = transport.results(builder -> builder.listener(notes));
                AudioStream audio = results.open(RUN)) {
            assertThrows(ConnectionException.class, audio::readAllBytes);
        }
        assertOneCall(notes, "OPEN attempt 1", "1 API 200", "finished TRUNCATED " + cut.length);
    }

    @Test
    void aStreamThatIsTooLongIsFinishedAsUnexpectedContent() throws Exception {
        Notes notes = new Notes();
        CallOptions options = CallOptions.defaults().withListener(notes).withMaxAudioBytes(100);
        try (TtsResults results = audio().results();
                AudioStream audio = results.open(RUN, options)) {
            assertThrows(ContentException.class, audio::readAllBytes);
        }
        assertEquals("finished UNEXPECTED_CONTENT", notes.events.get(2).replaceFirst(" \\d+$", ""));
        assertEquals(3, notes.events.size());
    }

    @Test
    void aListenerOfCallsThatThrowsIsLoggedOnceForAllOfThem() throws Exception {
        CallOptions options = CallOptions.defaults().withListener(new CallListener() {
            @Override
            public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
                throw new IllegalStateException("theirs");
            }
        });
        List<String> logged = loggedBy("io.github.cambtts", Level.INFO, () -> {
            try (TtsResults results = new FakeTransport((request, signal) -> FakeTransport.audioResponse()).results()) {
                for (int i = 0; i < 3; i++) {
                    results.open(RUN, options).close();
                }
            }
        });
        assertEquals(1, logged.size(), logged::toString);
    }

    @Test
    void theListenersOfTheClientAndOfTheCallAreBothCalled() throws Exception {
        Notes clients = new Notes();
        Notes calls = new Notes();
        try (TtsResults results = audio().results(builder -> builder.listener(clients))) {
            results.open(RUN, CallOptions.defaults().withListener(calls)).close();
        }
        assertEquals(List.copyOf(clients.events), List.copyOf(calls.events));
        assertEquals(Set.copyOf(clients.calls), Set.copyOf(calls.calls));
        assertEquals(Purpose.OPEN, calls.calls.iterator().next().purpose());
    }

    /** Throws at every event. */
    private record Throwing(Error error) implements CallListener {

        private void fail() {
            if (error != null) {
                throw error;
            }
            throw new IllegalStateException("the host's");
        }

        @Override
        public void onAttempt(Call call, int attempt) {
            fail();
        }

        @Override
        public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
            fail();
        }

        @Override
        public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
            fail();
        }

        @Override
        public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
            fail();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAListenerThrowsIsLoggedOnceAndChangesNothing(boolean error) throws Exception {
        CallListener throwing = new Throwing(error ? new OutOfMemoryError("the host's") : null);
        FakeTransport transport = busyOnce((request, signal) -> FakeTransport.audioResponse());
        Notes notes = new Notes();
        List<String> logged = loggedBy("io.github.cambtts", Level.INFO, () -> {
            try (TtsResults results =
                    transport.results(builder -> builder.listener(throwing).retryPolicy(ONCE_MORE))) {
                SaveOptions options =
                        SaveOptions.defaults().withCall(CallOptions.defaults().withListener(notes));
                saveInEveryWay(results, options);
                results.open(RUN).close();
            }
        });
        assertEquals(1, logged.size(), logged::toString);
        assertTrue(logged.get(0).startsWith("A call listener threw"), logged::toString);
        assertEquals(4, notes.calls.size());
    }

    @Test
    void aSlowListenerDelaysNoOtherCallAndNoLimit() throws Exception {
        CountDownLatch finishing = new CountDownLatch(6);
        CountDownLatch release = new CountDownLatch(1);
        CallListener slow = new CallListener() {
            @Override
            public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
                finishing.countDown();
                awaitUninterruptibly(release);
            }
        };
        Timeouts limits = Timeouts.defaults().withResponse(Duration.ofMillis(200));
        CountDownLatch aborted = new CountDownLatch(2);
        FakeTransport silent = FakeTransport.silent(aborted::countDown);
        CallOptions listened = CallOptions.defaults().withListener(slow);
        try (TtsResults results = silent.results(builder -> builder.timeouts(limits));
                TtsResults others = audio().results()) {
            // Calls in the slow listener: two that reach a limit, one of a closed client, one aborted, one dropped by
            // its executor, one leaked.
            List<Object> held =
                    new ArrayList<>(List.of(results.openAsync(RUN, listened), results.linkAsync(RUN, listened)));
            TtsResults closed = audio().results();
            AudioStream stream = closed.open(RUN, listened);
            closed.close();
            AudioStream stopped = others.open(RUN, listened);
            stopped.abort();
            TtsResults dropping = audio().results(builder -> builder.executor(task -> {}));
            held.add(dropping.openAsync(RUN, listened));
            dropping.close();
            assertEquals(RUN, others.open(RUN, listened).runId());
            Await.until("every end to be reported", () -> {
                System.gc();
                return finishing.getCount() == 0;
            });
            assertTrue(aborted.await(10, TimeUnit.SECONDS));
            try (AudioStream audio = others.open(RUN)) {
                assertEquals(BYTES, audio.readAllBytes().length);
            }
            ExecutionException limit = assertThrows(
                    ExecutionException.class, () -> results.openAsync(RUN).get(10, TimeUnit.SECONDS));
            assertEquals(ErrorKind.RESPONSE_TIMEOUT, ((TtsException) limit.getCause()).kind());
            stream.close();
            stopped.close();
            assertEquals(3, held.size());
        } finally {
            release.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aListenerMayEndItsOwnCall() throws Exception {
        Notes notes = new Notes();
        TtsResults results = audio().results();
        CallListener closing = new CallListener() {
            @Override
            public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
                results.close();
            }
        };
        try (results) {
            SaveOptions options =
                    SaveOptions.defaults().withCall(CallOptions.defaults().withListener(closing));
            assertThrows(CancelledException.class, () -> results.save(RUN, directory.resolve("a.flac"), options));
            assertFalse(Files.exists(directory.resolve("a.flac")));
        }
        assertEquals(List.of(), notes.events);
    }

    private interface Doing {
        void run() throws Exception;
    }

    private static List<String> loggedBy(String name, Level level, Doing doing) throws Exception {
        List<String> logged = Collections.synchronizedList(new ArrayList<>());
        Logger logger = Logger.getLogger(name);
        Level before = logger.getLevel();
        boolean parents = logger.getUseParentHandlers();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                if (entry.getLoggerName().equals(name)) {
                    logged.add(entry.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        logger.addHandler(handler);
        logger.setLevel(level);
        logger.setUseParentHandlers(false);
        try {
            doing.run();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
            logger.setUseParentHandlers(parents);
        }
        return List.copyOf(logged);
    }

    private static void saveTwice() throws Exception {
        FakeTransport transport = busyOnce((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results(builder -> builder.retryPolicy(ONCE_MORE))) {
            results.saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
        }
    }

    @Test
    void theLoggerAtDebugWritesOneLineForEachEvent() throws Exception {
        List<String> logged = loggedBy("io.github.cambtts.calls", Level.FINE, CallEventsTest::saveTwice);
        List<String> expected = List.of(
                "attempt 1",
                "attempt 1, API answered 503 after \\d+ ms",
                "attempt 1 failed: SERVER, the next in 0 ms",
                "attempt 2",
                "attempt 2, API answered 200 after \\d+ ms",
                "finished, " + BYTES + " bytes in \\d+ ms");
        assertEquals(expected.size(), logged.size(), logged::toString);
        for (int i = 0; i < expected.size(); i++) {
            Pattern line = Pattern.compile("call \\d+, SAVE of run 7: " + expected.get(i));
            assertTrue(line.matcher(logged.get(i)).matches(), logged.get(i));
        }
    }

    @Test
    void theLoggerIsOffByDefault() throws Exception {
        assertEquals(List.of(), loggedBy("io.github.cambtts.calls", null, CallEventsTest::saveTwice));
    }
}
