package io.github.cambtts.internal.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.Await;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.FakeTransport;
import io.github.cambtts.OutputType;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A future and its call end together. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AsyncCallTest {

    private static final RunId RUN = RunId.of(7);

    @TempDir
    private Path directory;

    private final List<Runnable> tasks = new ArrayList<>();

    /** How a host may end a future. */
    enum End {
        CANCEL(future -> future.cancel(true)),
        COMPLETE(future -> future.complete(null)),
        COMPLETE_EXCEPTIONALLY(future -> future.completeExceptionally(new IllegalStateException("the host's"))),
        COMPLETE_ASYNC(future -> future.completeAsync(() -> null, Runnable::run)),
        COMPLETE_ASYNC_WITH_AN_EXCEPTION(future -> future.completeAsync(
                () -> {
                    throw new IllegalStateException("the host's");
                },
                Runnable::run)),
        OR_TIMEOUT(future -> future.orTimeout(1, TimeUnit.MILLISECONDS)),
        COMPLETE_ON_TIMEOUT(future -> future.completeOnTimeout(null, 1, TimeUnit.MILLISECONDS));

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<CompletableFuture<?>> ending;

        End(Consumer<CompletableFuture<?>> ending) {
            this.ending = ending;
        }
    }

    private Path target() {
        return directory.resolve("a.flac");
    }

    private boolean isDirectoryEmpty() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void whateverEndsTheFutureEndsTheCall(End end) throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        FakeTransport transport = FakeTransport.silent(aborted::countDown);
        try (TtsResults results = transport.results()) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
            Await.until("the request", () -> transport.requests() == 1);
            end.ending.accept(save);
            assertTrue(aborted.await(10, TimeUnit.SECONDS), "the call continues");
            Await.until("the temporary file's end", this::isDirectoryEmpty);
            Await.until("the future's end", save::isDone);
        }
    }

    /** {@code CompletableFuture} refuses null with a NullPointerException, and so changes nothing. */
    @Test
    void nullInsteadOfAnExceptionEndsNothing() throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results(builder -> builder.executor(tasks::add))) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
            assertThrows(NullPointerException.class, () -> save.completeExceptionally(null));
            assertFalse(save.isDone());
            tasks.forEach(Runnable::run);
            assertEquals(target(), save.get(10, TimeUnit.SECONDS).path().orElseThrow());
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void dependentStagesDoNotDelayTheEndOfTheCall(End end) throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FakeTransport transport = FakeTransport.silent(aborted::countDown);
        try (TtsResults results = transport.results()) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
            CompletableFuture<?> dependent = save.whenComplete((receipt, fault) -> await(release));
            Await.until("the request", () -> transport.requests() == 1);
            Thread ending = new Thread(() -> end.ending.accept(save));
            ending.start();
            assertTrue(aborted.await(10, TimeUnit.SECONDS), "the call continues");
            release.countDown();
            ending.join();
            Await.until("the dependent's end", dependent::isDone);
        }
    }

    @Test
    void settlingAndAbandoningExcludeEachOther() {
        for (boolean settledFirst : new boolean[] {true, false}) {
            Call call = Calls.save(this);
            boolean settled = settledFirst && call.settle();
            boolean abandoned = call.abandon();
            assertEquals(settledFirst, settled);
            assertEquals(!settledFirst, abandoned);
            assertEquals(settledFirst, call.settle());
            call.forget();
        }
    }

    @Test
    void deliveringAStreamAndEndingTheFutureExcludeEachOther() throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> {
            AtomicInteger aborted = new AtomicInteger();
            signal.onAbort(aborted::incrementAndGet);
            java.nio.ByteBuffer left = java.nio.ByteBuffer.wrap(FakeTransport.audio());
            return FakeTransport.response(
                    200,
                    Map.of("content-type", "audio/flac"),
                    target -> {
                        if (aborted.get() > 0) {
                            throw new IOException("aborted");
                        }
                        return left.hasRemaining() ? io.github.cambtts.internal.http.Bytes.move(left, target) : -1;
                    },
                    () -> {});
        });
        try (TtsResults results = transport.results()) {
            for (int i = 0; i < 500; i++) {
                CompletableFuture<AudioStream> open = results.openAsync(RUN);
                int before = transport.requests();
                for (int spin = 0; spin < i; spin++) {
                    Thread.onSpinWait();
                }
                if (!open.cancel(true)) {
                    try (AudioStream audio = open.get(10, TimeUnit.SECONDS)) {
                        assertEquals(FakeTransport.audio().length, audio.readAllBytes().length, "at " + before);
                    }
                }
            }
        }
        assertNothingIsWatched();
    }

    /** Stops a save before it begins to commit: its last progress report comes when all bytes have arrived. */
    @ParameterizedTest
    @EnumSource(End.class)
    void aFutureEndedBeforeTheFileHasItsNameLeavesNoFile(End end) throws Exception {
        CountDownLatch verifying = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(1);
        SaveOptions options = SaveOptions.defaults().withDurability().withProgress((phase, bytes, total) -> {
            if (phase == ProgressListener.Phase.VERIFYING) {
                verifying.countDown();
                await(release);
            }
        });
        Executor executor = task -> new Thread(() -> {
                    task.run();
                    ran.countDown();
                })
                .start();
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results(builder -> builder.executor(executor))) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), options);
            assertTrue(verifying.await(10, TimeUnit.SECONDS));
            end.ending.accept(save);
            Await.until("the future's end", save::isDone);
            release.countDown();
            assertTrue(ran.await(10, TimeUnit.SECONDS));
            assertTrue(isDirectoryEmpty(), "the file appeared");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a call that has begun to commit and waits, as while a file gets its name. */
    @ParameterizedTest
    @EnumSource(End.class)
    void onceTheFileGetsItsNameTheFutureCompletesWithTheReceipt(End end) throws Exception {
        CountDownLatch committing = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Call call = Calls.save(this);
        CompletableFuture<String> future = AsyncCall.start(task -> new Thread(task).start(), call, () -> {
            call.beginCommit();
            committing.countDown();
            await(release);
            call.finish(null);
            return "the receipt";
        });
        assertTrue(committing.await(10, TimeUnit.SECONDS));
        assertFalse(call.cancel());
        assertFalse(future.cancel(true));
        end.ending.accept(future);
        assertFalse(future.isDone());
        release.countDown();
        assertEquals("the receipt", future.get(10, TimeUnit.SECONDS));
        assertFalse(future.cancel(true));
    }

    @Test
    void committingAndCancellingExcludeEachOther() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            Call call = Calls.save(this);
            CountDownLatch together = new CountDownLatch(1);
            CompletableFuture<String> future = AsyncCall.start(task -> new Thread(task).start(), call, () -> {
                try {
                    together.countDown();
                    call.beginCommit();
                    return "the receipt";
                } finally {
                    call.finish(null);
                }
            });
            together.await();
            if (future.cancel(true)) {
                assertTrue(future.isCancelled());
                assertThrows(TtsException.class, call::beginCommit);
            } else {
                assertEquals("the receipt", future.get(10, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void cancellingManySavesLeavesOnlyTheFilesOfCompletedFutures() throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results()) {
            for (int i = 0; i < 200; i++) {
                Path target = directory.resolve(i + ".flac");
                CountDownLatch ran = new CountDownLatch(1);
                SaveOptions options = SaveOptions.defaults().withDurability().withProgress((phase, bytes, total) -> {
                    if (phase == ProgressListener.Phase.VERIFYING) {
                        ran.countDown();
                    }
                });
                CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target, options);
                ran.await();
                if (save.cancel(true)) {
                    Await.until("the temporary file's end", () -> count(".part") == 0);
                    assertFalse(Files.exists(target), "cancelled, and the file is there");
                } else {
                    assertEquals(
                            Optional.of(target), save.get(10, TimeUnit.SECONDS).path());
                    assertArrayEquals(FakeTransport.audio(), Files.readAllBytes(target));
                }
            }
        }
    }

    private long count(String suffix) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).count();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void closingTheClientAfterTheCommitBeganChangesNothing() throws Exception {
        Call call = Calls.save(this);
        call.beginCommit();
        Watchdog.shared().cancelAll(this);
        assertFalse(call.isCancelled());
        call.finish(null);
    }

    @Test
    void aStreamThatNobodyReceivesIsClosed() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        FakeTransport transport = new FakeTransport((request, signal) -> {
            asked.countDown();
            await(release);
            return FakeTransport.response(
                    200,
                    Map.of(),
                    target -> {
                        target.put("fLaC".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                        return 4;
                    },
                    closed::incrementAndGet);
        });
        try (TtsResults results = transport.results()) {
            CompletableFuture<AudioResult> call = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            asked.await();
            call.orTimeout(1, TimeUnit.MILLISECONDS);
            assertInstanceOf(
                    TimeoutException.class,
                    assertThrows(ExecutionException.class, call::get).getCause());
            release.countDown();
            Await.until("the stream's end", () -> closed.get() > 0);
        }
    }

    @Test
    void cancellingAFutureThatHasItsStreamLeavesTheStreamAlone() throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results();
                AudioStream audio = (AudioStream)
                        results.fetchAsync(RUN, OutputType.RAW_BYTES).get()) {
            CompletableFuture<AudioResult> done = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            AudioStream other = (AudioStream) done.get();
            assertFalse(done.cancel(true));
            assertArrayEquals(FakeTransport.audio(), other.readAllBytes());
            other.close();
            assertArrayEquals(FakeTransport.audio(), audio.readAllBytes());
        }
    }

    @Test
    void aDependentStageThatIsCancelledEndsNothing() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        FakeTransport transport = new FakeTransport((request, signal) -> {
            await(release);
            return FakeTransport.audioResponse();
        });
        try (TtsResults results = transport.results()) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
            assertTrue(save.thenApply(SavedAudio::bytes).cancel(true));
            release.countDown();
            assertEquals(
                    FakeTransport.audio().length, save.get(10, TimeUnit.SECONDS).bytes());
        }
    }

    @Test
    void aTaskThatIsDroppedFailsByTheTotalLimit() throws Exception {
        Timeouts timeouts = Timeouts.defaults().withTotal(Duration.ofMillis(200));
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results =
                transport.results(builder -> builder.timeouts(timeouts).executor(task -> {}))) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
            ExecutionException thrown = assertThrows(ExecutionException.class, () -> save.get(10, TimeUnit.SECONDS));
            assertEquals(ErrorKind.DEADLINE, ((TtsException) thrown.getCause()).kind());
            assertTrue(thrown.getCause().getMessage().contains("executor"), thrown::toString);
        }
        assertNothingIsWatched();
    }

    @Test
    void aTaskThatIsDroppedFailsWhenTheClientIsClosed() throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        CompletableFuture<SavedAudio> save;
        try (TtsResults results = transport.results(builder -> builder.executor(tasks::add))) {
            save = results.saveAsync(RUN, target(), SaveOptions.defaults());
        }
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> save.get(10, TimeUnit.SECONDS));
        assertEquals(ErrorKind.CANCELLED, ((TtsException) thrown.getCause()).kind());
        assertNothingIsWatched();
        tasks.forEach(Runnable::run);
        assertEquals(0, transport.requests());
    }

    @Test
    void aTaskThatIsDroppedIsForgottenWhenItsFutureIsCancelled() throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        try (TtsResults results = transport.results(builder -> builder.executor(tasks::add))) {
            assertTrue(results.saveAsync(RUN, target(), SaveOptions.defaults()).cancel(true));
            assertNothingIsWatched();
            tasks.forEach(Runnable::run);
            assertEquals(0, transport.requests());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExecutorThatThrowsFailsTheFutureWithWhatItThrew(boolean error) throws Exception {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        IllegalStateException exception = new IllegalStateException("the executor's");
        OutOfMemoryError outOfMemory = new OutOfMemoryError("the executor's");
        Executor executor = task -> {
            if (error) {
                throw outOfMemory;
            }
            throw exception;
        };
        try (TtsResults results = transport.results(builder -> builder.executor(executor))) {
            CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
            ExecutionException thrown = assertThrows(ExecutionException.class, save::get);
            assertSame(error ? outOfMemory : exception, thrown.getCause());
            assertNothingIsWatched();
        }
    }

    private static void assertNothingIsWatched() throws InterruptedException {
        Await.until("the end of every operation", () -> Watchdog.shared().watched() == 0);
    }
}
