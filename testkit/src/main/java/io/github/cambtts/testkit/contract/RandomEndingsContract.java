package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Calls from many threads, ended at random moments and in every possible way, to a service with faults.
 *
 * <p>Runs for {@value #DEFAULT_SECONDS} seconds, or for the value of the system property {@value #SECONDS_PROPERTY}.
 */
abstract class RandomEndingsContract extends SocketFixture {

    private static final String SECONDS_PROPERTY = "cambtts.contract.endurance.seconds";
    private static final int DEFAULT_SECONDS = 3;
    private static final int CALLERS = 20;

    /** A transport needs no more idle connections than there were callers. */
    private static final int MAX_KEPT_CONNECTIONS = CALLERS;

    /** Files that the JVM opens on first use and keeps: Java 25 has four pollers. */
    private static final int FILES_OF_THE_JVM = 8;

    /** Its two sockets, and a selector that a transport may have for each connection, which is two files. */
    private static final int FILES_OF_A_KEPT_CONNECTION = 4;

    /** The server's thread, and one that a transport may have for each connection. */
    private static final int THREADS_OF_A_KEPT_CONNECTION = 2;

    /**
     * Threads that an HTTP stack may share between its clients and keep for a while: no more than there were callers.
     */
    private static final int SHARED_THREADS = CALLERS;

    /** A call ends at its own limit at the latest, and twenty callers on a small machine also wait for each other. */
    private static final Duration TOTAL = Duration.ofSeconds(2);

    private static final Duration MAX_CALL = TOTAL.plus(Duration.ofSeconds(8));

    private final Content recording = Content.speech();

    /** How the service responds for each run. */
    private final Map<RunId, FakeResponse> misbehaviour = Map.of(
            RunId.of(1), FakeResponse.audio(recording).cutAfter(40_000),
            RunId.of(2), FakeResponse.audio(recording).resetAfter(70_000),
            RunId.of(3), FakeResponse.audio(recording).stallAfter(20_000),
            RunId.of(4), FakeResponse.silence(),
            RunId.of(5), FakeResponse.closedBeforeHeaders(),
            RunId.of(6), FakeResponse.status(503),
            RunId.of(7), FakeResponse.audio(Content.of("<html>no audio</html>")));

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    final void callsEndedAtRandomMomentsLeaveNothingBehind() throws Exception {
        misbehaviour.forEach((run, answer) -> camb().run(run.value()).answers(OutputType.RAW_BYTES, answer));
        Path directory = Files.createDirectory(target().resolveSibling("saved"));
        callAndClose();
        long files = openFiles();
        int threads = Thread.activeCount();
        TtsResults results = results(builder -> builder.timeouts(
                        Timeouts.defaults().withResponse(LIMIT).withIdle(LIMIT).withTotal(TOTAL))
                .retryPolicy(new RetryPolicy(1, Duration.ofMillis(5), Duration.ofMillis(5), Duration.ZERO)));
        long until =
                System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.getInteger(SECONDS_PROPERTY, DEFAULT_SECONDS));
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        ScheduledExecutorService enders = Executors.newScheduledThreadPool(2);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                done.add(callers.submit(() -> {
                    while (System.nanoTime() < until) {
                        callOnce(results, directory, enders);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            callers.shutdownNow();
            enders.shutdownNow();
            assertTrue(enders.awaitTermination(20, TimeUnit.SECONDS));
        }
        // On a busy machine no save may have succeeded. This one without short limits must, through the same
        // transport.
        Path whole = fileIn(directory);
        resultsAt(endpoint().baseUrl(), transport(), builder -> builder).save(RunId.of(8), whole);
        assertSavedOrAbsent(true, whole);
        await("the temporary files to be deleted", () -> isEmpty(directory));
        awaitLeft("the idle client", files, threads, MAX_KEPT_CONNECTIONS);
        results.close();
        transport().close();
        awaitLeft("the closed client", files, threads, 0);
    }

    /** Makes one call through another transport, so that everything shared is loaded and opened. */
    private void callAndClose() throws IOException {
        try (Transport other = newTransport(server().networkSettings());
                AudioStream audio =
                        resultsAt(server().baseUrl(), other, builder -> builder).open(RunId.of(8))) {
            assertTrue(audio.readAllBytes().length > 0);
        }
    }

    private static void awaitLeft(String by, long filesBefore, int threadsBefore, int connections)
            throws InterruptedException {
        long files = filesBefore + FILES_OF_THE_JVM + (long) FILES_OF_A_KEPT_CONNECTION * connections;
        int threads = threadsBefore + SHARED_THREADS + THREADS_OF_A_KEPT_CONNECTION * connections;
        try {
            await("no more than " + files + " files to be left open by " + by, () -> openFiles() <= files);
            await("no more than " + threads + " threads to be left by " + by, () -> hasAtMost(threads));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; open now: " + openFiles() + " files, " + threadNames(), e);
        }
    }

    /** Before Java 21 the JDK's client ends its thread only after a garbage collection. */
    private static boolean hasAtMost(int threads) {
        if (Thread.activeCount() > threads) {
            System.gc();
        }
        return Thread.activeCount() <= threads;
    }

    private static List<String> threadNames() {
        Thread[] threads = new Thread[Thread.activeCount() + 16];
        return Stream.of(threads)
                .limit(Thread.enumerate(threads))
                .map(Thread::getName)
                .sorted()
                .toList();
    }

    private void callOnce(TtsResults results, Path directory, ScheduledExecutorService enders) throws Exception {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        RunId run = RunId.of(random.nextInt(1, 12));
        long start = System.nanoTime();
        long delayMicros = random.nextLong(0, 30_000);
        switch (random.nextInt(5)) {
            case 0 -> saveInterrupted(results, run, directory, enders, delayMicros);
            case 1 -> saveAsyncCancelled(results, run, directory, enders, delayMicros);
            case 2 -> streamEnded(results, run, enders, delayMicros, AudioStream::abort);
            case 3 -> streamEnded(results, run, enders, delayMicros, AudioStream::close);
            default -> fetchAsyncCancelled(results, run, enders, delayMicros);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(MAX_CALL) < 0, () -> "run " + run + " took " + took);
    }

    private void saveInterrupted(
            TtsResults results, RunId run, Path directory, ScheduledExecutorService enders, long delayMicros)
            throws Exception {
        Path file = fileIn(directory);
        Thread caller = Thread.currentThread();
        Future<?> interrupt = enders.schedule(caller::interrupt, delayMicros, TimeUnit.MICROSECONDS);
        boolean saved = false;
        try {
            results.save(run, file);
            saved = true;
        } catch (TtsException e) {
            saved = false;
        } finally {
            boolean withdrawn = interrupt.cancel(false);
            while (!withdrawn && !interrupt.isDone()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
        assertSavedOrAbsent(saved, file);
    }

    private void saveAsyncCancelled(
            TtsResults results, RunId run, Path directory, ScheduledExecutorService enders, long delayMicros)
            throws Exception {
        Path file = fileIn(directory);
        CompletableFuture<SavedAudio> future = results.saveAsync(run, file, SaveOptions.defaults());
        Future<?> cancel = enders.schedule(() -> future.cancel(true), delayMicros, TimeUnit.MICROSECONDS);
        boolean saved;
        try {
            future.join();
            saved = true;
        } catch (CancellationException | CompletionException e) {
            saved = false;
        }
        cancel.cancel(false);
        assertSavedOrAbsent(saved, file);
    }

    private static void streamEnded(
            TtsResults results,
            RunId run,
            ScheduledExecutorService enders,
            long delayMicros,
            Consumer<AudioStream> ending) {
        try (AudioStream audio = results.open(run)) {
            Future<?> end = enders.schedule(() -> ending.accept(audio), delayMicros, TimeUnit.MICROSECONDS);
            try {
                audio.readAllBytes();
            } finally {
                end.cancel(false);
            }
        } catch (IOException e) {
            assertTrue(e instanceof TtsException, e::toString);
        }
    }

    private static void fetchAsyncCancelled(
            TtsResults results, RunId run, ScheduledExecutorService enders, long delayMicros) throws Exception {
        CompletableFuture<AudioResult> future = results.fetchAsync(run, OutputType.RAW_BYTES);
        Future<?> cancel = enders.schedule(() -> future.cancel(true), delayMicros, TimeUnit.MICROSECONDS);
        try {
            ((AudioStream) future.join()).close();
        } catch (CancellationException | CompletionException e) {
            assertTrue(future.isCompletedExceptionally());
        }
        cancel.cancel(false);
    }

    private Path fileIn(Path directory) {
        return directory.resolve("save-" + Thread.currentThread().getId() + "-" + System.nanoTime());
    }

    /** Asserts that the file is complete if the save succeeded, and absent otherwise. */
    private void assertSavedOrAbsent(boolean saved, Path file) throws IOException {
        if (saved) {
            assertArrayEquals(recording.bytes(), Files.readAllBytes(file));
            Files.delete(file);
        } else {
            assertFalse(Files.exists(file), () -> "a failed save left " + file);
        }
    }

    private static boolean isEmpty(Path directory) {
        try (Stream<Path> left = Files.list(directory)) {
            return left.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}
