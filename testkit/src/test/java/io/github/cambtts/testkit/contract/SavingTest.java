package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveException;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What is on disk afterwards: the complete recording, or the file that was there before. */
class SavingTest extends InMemory {

    @Test
    void aSavedFileIsTheRecordingAndTheResultDescribesIt() throws IOException {
        SavedAudio saved = results().save(RUN, target(), SaveOptions.defaults().withSha256());
        assertOnlyTarget(Content.speech());
        assertEquals(RUN, saved.runId());
        assertEquals(Optional.of(target()), saved.path());
        assertEquals(Content.speech().length(), saved.bytes());
        assertEquals("audio/flac", saved.mediaType());
        assertEquals(OptionalInt.of(22_050), saved.recording().sampleRateHz());
        assertEquals(OptionalInt.of(1), saved.recording().channels());
        assertEquals(4, saved.duration().orElse(Duration.ZERO).toSeconds());
        assertEquals(Completeness.COMPLETE, saved.completeness());
        assertEquals(1, saved.attempts());
        assertEquals(0, saved.resumedBytes());
        assertEquals(64, saved.sha256().orElse("").length());
        assertRequests(1);
    }

    @Test
    void aSaveCanUseTheLink() throws IOException {
        SavedAudio saved = results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(Content.speech());
        assertEquals(Optional.of("FAKE12345"), saved.requestId());
        assertEquals(1, requestsToStorage().size());
        assertRequests(2);
    }

    @Test
    void nothingIsSentWhenTheTargetExists() throws IOException {
        Files.writeString(target(), "old");
        assertFails(ErrorKind.FILE_EXISTS, () -> results().save(RUN, target()));
        assertEquals("old", Files.readString(target()));
        assertRequests(0);
    }

    @Test
    void nothingIsSentWhenTheTargetCannotBeCreated() {
        assertFails(ErrorKind.FILE, () -> results().save(RUN, directory));
        assertFails(ErrorKind.FILE, () -> results().save(RUN, directory.resolve("no/a.flac")));
        assertRequests(0);
    }

    @Test
    void anExistingFileIsReplacedOnlyByAWholeOne() throws IOException {
        Files.writeString(target(), "old");
        SaveOptions replacing = SaveOptions.defaults().withReplacing();
        answerAudio(
                FakeResponse.audio(Content.speech()).cutAfter(50_000).framing(Framing.LENGTH),
                FakeResponse.status(404),
                FakeResponse.json(200, "{}"),
                FakeResponse.audio(Content.speech()));
        for (ErrorKind kind : List.of(ErrorKind.TRUNCATED, ErrorKind.NOT_FOUND, ErrorKind.UNEXPECTED_CONTENT)) {
            assertFails(kind, () -> results().save(RUN, target(), replacing));
            assertEquals("old", Files.readString(target()));
        }
        results().save(RUN, target(), replacing);
        assertOnlyTarget(Content.speech());
    }

    @Test
    void aFailedSaveLeavesNoFile() throws IOException {
        for (FakeResponse answer : List.of(
                FakeResponse.status(500),
                FakeResponse.audio(Content.speech()).framing(Framing.LENGTH).cutAfter(80_000),
                FakeResponse.audio(Content.speech()).resetAfter(80_000),
                FakeResponse.audio(Content.of("<html>not audio</html>")),
                FakeResponse.audio(Content.of("")),
                FakeResponse.silence())) {
            answerAudio(answer);
            TtsResults limited =
                    results(builder -> builder.timeouts(Timeouts.defaults().withResponse(Duration.ofMillis(200))));
            assertThrows(TtsException.class, () -> limited.save(RUN, target()));
            assertNothingThere();
        }
    }

    @Test
    void aTruncatedRecordingIsAnErrorEvenInACompleteResponse() throws IOException {
        byte[] speech = Content.speech().bytes();
        Content half = Content.of(Arrays.copyOf(speech, speech.length / 2));
        answerAudio(FakeResponse.audio(half).framing(Framing.CLOSE));
        assertFails(ErrorKind.TRUNCATED, () -> results().save(RUN, target()));
        answerAudio(FakeResponse.audio(half).framing(Framing.LENGTH));
        assertFails(ErrorKind.TRUNCATED, () -> results().save(RUN, target()));
        assertFails(
                ErrorKind.TRUNCATED,
                () -> results().saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults()));
        assertNothingThere();
    }

    @Test
    void aStreamIsVerifiedToo() throws IOException {
        try (AudioStream audio = results().open(RUN)) {
            assertEquals(Optional.empty(), audio.completeness());
            assertArrayEquals(Content.speech().bytes(), audio.readAllBytes());
            assertEquals(Optional.of(Completeness.COMPLETE), audio.completeness());
        }
        byte[] speech = Content.speech().bytes();
        FakeResponse cut = FakeResponse.audio(Content.of(Arrays.copyOf(speech, speech.length - 1)))
                .header("x-request-id", "req-7");
        answerAudio(FakeResponse.status(503), cut);
        try (AudioStream audio = retrying(1).open(RUN)) {
            assertResponseIsReported(2, assertFails(ErrorKind.TRUNCATED, audio::readAllBytes));
        }
        answerAudio(cut);
        assertResponseIsReported(
                1, assertFails(ErrorKind.TRUNCATED, () -> results().save(RUN, target())));
    }

    /** A bit that was turned over in the middle of a recording, which HTTP cannot notice. */
    private static Content damaged() {
        byte[] bytes = Content.speech().bytes();
        bytes[bytes.length / 2] ^= 4;
        return Content.of(bytes);
    }

    @Test
    void aDamagedRecordingIsNoticedOnEveryWay() throws IOException {
        answerAudio(FakeResponse.audio(damaged()));
        assertFails(ErrorKind.DAMAGED, () -> results().save(RUN, target()));
        answerAudio(FakeResponse.audio(damaged()));
        assertFails(
                ErrorKind.DAMAGED,
                () -> results().saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults()));
        answerAudio(FakeResponse.audio(damaged()));
        try (AudioStream audio = results().open(RUN)) {
            assertFails(ErrorKind.DAMAGED, audio::readAllBytes);
            assertEquals(Optional.of(Completeness.DAMAGED), audio.completeness());
        }
        assertNothingThere();
    }

    @Test
    void aStreamThatIsDamagedEndsBeforeItsEnd() throws IOException {
        byte[] bytes = Content.flac(2_000_000).bytes();
        bytes[100_000] ^= 1;
        answerAudio(FakeResponse.audio(Content.of(bytes)).stallAfter(200_000));
        try (AudioStream audio = results().open(RUN)) {
            assertFails(ErrorKind.DAMAGED, audio::readAllBytes);
        }
    }

    @Test
    void aDamagedSaveBeginsAnew() throws IOException {
        answerAudio(FakeResponse.audio(damaged()), FakeResponse.audio(Content.speech()));
        SavedAudio saved = retrying(1).save(RUN, target());
        assertOnlyTarget(Content.speech());
        assertEquals(2, saved.attempts());
        assertEquals(0, saved.resumedBytes());
        assertRequests(2);
    }

    @Test
    void aBrokenRecordingIsKeptIfThereIsNoBetterOne() throws IOException {
        SaveOptions keeping = SaveOptions.defaults().withKeepingDamaged();
        answerAudio(FakeResponse.audio(damaged()), FakeResponse.audio(Content.speech()));
        assertEquals(
                Completeness.COMPLETE, retrying(1).save(RUN, target(), keeping).completeness());
        Files.delete(target());
        answerAudio(FakeResponse.audio(damaged()));
        SavedAudio saved = retrying(1).save(RUN, target(), keeping);
        assertOnlyTarget(damaged());
        assertEquals(Completeness.DAMAGED, saved.completeness());
        assertTrue(saved.recording().reason().contains("does not end with its checksum"), saved::toString);
        Files.delete(target());
        Content cut = Content.of(Arrays.copyOf(Content.speech().bytes(), 50_000));
        answerAudio(FakeResponse.audio(cut));
        assertEquals(
                Completeness.TRUNCATED, results().save(RUN, target(), keeping).completeness());
        assertOnlyTarget(cut);
        Files.delete(target());
        answerAudio(FakeResponse.audio(Content.speech()).framing(Framing.LENGTH).cutAfter(50_000));
        assertFails(ErrorKind.TRUNCATED, () -> results().save(RUN, target(), keeping.withoutResuming()));
        assertNothingThere();
    }

    private static void assertResponseIsReported(int attempts, TtsException failure) {
        assertEquals(attempts, failure.attempts());
        assertEquals(OptionalInt.of(200), failure.status());
        assertEquals(Optional.of("req-7"), failure.requestId());
    }

    @Test
    void aHostStreamGetsTheSameBytes() throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        SavedAudio saved = results().saveTo(RUN, target, SaveOptions.defaults());
        assertArrayEquals(Content.speech().bytes(), target.toByteArray());
        assertEquals(Optional.empty(), saved.path());
        assertEquals(Completeness.COMPLETE, saved.completeness());
    }

    @Test
    void aHostStreamThatThrowsIsTheCause() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the host's disk");
            }
        };
        var failure = assertFails(ErrorKind.FILE, () -> results().saveTo(RUN, broken, SaveOptions.defaults()));
        assertEquals(
                "the host's disk",
                String.valueOf(
                        failure.getCause() == null ? "" : failure.getCause().getMessage()));
    }

    @Test
    void anInterruptLeavesAHostStreamOpen() throws IOException {
        answerAudio(FakeResponse.audio(Content.flac(500_000)).stallAfter(400_000));
        Path file = directory.resolve("stream.flac");
        try (FileOutputStream target = new FileOutputStream(file.toFile())) {
            assertCancelled(() -> results().saveTo(RUN, target, interruptingWhenBytesArrive()));
            target.write(1);
        }
        assertTrue(Files.size(file) <= 400_001, file::toString);
    }

    @Test
    void anInterruptWhileTheNetworkIsSilentLeavesAHostChannelOpen() throws Exception {
        answerAudio(FakeResponse.audio(Content.flac(500_000)).stallAfter(100_000));
        try (FileChannel target = FileChannel.open(target(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Thread saving = Thread.currentThread();
            Thread other = new Thread(() -> {
                try {
                    await("the request", () -> !camb().requests().isEmpty());
                    // During a write, an interrupt would close the channel.
                    await(
                            "the call to wait for bytes",
                            () -> saving.getState() == Thread.State.WAITING
                                    || saving.getState() == Thread.State.TIMED_WAITING);
                    saving.interrupt();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            other.start();
            assertCancelled(() -> results().saveTo(RUN, Channels.newOutputStream(target), SaveOptions.defaults()));
            assertTrue(target.isOpen());
            other.join();
        }
    }

    @Test
    void aHostStreamThatIsInterruptedIsACancellation() {
        Thread saving = Thread.currentThread();
        OutputStream blocked = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                // Like PipedOutputStream: only the exception reports the interrupt.
                saving.interrupt();
                assertTrue(Thread.interrupted());
                throw new InterruptedIOException();
            }
        };
        assertCancelled(() -> results().saveTo(RUN, blocked, SaveOptions.defaults()));
    }

    @Test
    void aHostChannelThatAnInterruptClosesIsACancellation() throws IOException {
        Thread saving = Thread.currentThread();
        try (FileChannel file = FileChannel.open(target(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            WritableByteChannel target = new WritableByteChannel() {
                @Override
                public int write(ByteBuffer bytes) throws IOException {
                    saving.interrupt();
                    return file.write(bytes);
                }

                @Override
                public boolean isOpen() {
                    return file.isOpen();
                }

                @Override
                public void close() {
                    throw new AssertionError("The host closes its channel.");
                }
            };
            assertCancelled(() -> results().saveTo(RUN, Channels.newOutputStream(target), SaveOptions.defaults()));
        }
    }

    @Test
    void anInterruptWhileAFileIsWrittenLeavesNothing() throws IOException {
        answerAudio(FakeResponse.audio(Content.flac(500_000)).stallAfter(400_000));
        assertCancelled(() -> results().save(RUN, target(), interruptingWhenBytesArrive()));
        assertNothingThere();
    }

    private static SaveOptions interruptingWhenBytesArrive() {
        return SaveOptions.defaults().withProgress((phase, bytes, total) -> {
            if (phase == ProgressListener.Phase.DOWNLOADING) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void assertCancelled(Executable saving) {
        try {
            assertFails(ErrorKind.CANCELLED, saving);
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt flag is lost");
        }
    }

    @Test
    void oneOfTwoSavesToTheSameTargetSucceeds() throws Exception {
        CountDownLatch together = new CountDownLatch(1);
        answerAudio(FakeResponse.audio(Content.speech()).pauseAfter(50_000, together));
        TtsResults results = results();
        CompletableFuture<SavedAudio> one = results.saveAsync(RUN, target(), SaveOptions.defaults());
        CompletableFuture<SavedAudio> other = results.saveAsync(RUN, target(), SaveOptions.defaults());
        await("both requests", () -> camb().requests().size() == 2);
        together.countDown();
        int won = 0;
        for (CompletableFuture<SavedAudio> save : List.of(one, other)) {
            try {
                save.get();
                won++;
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof SaveException, () -> "failed with " + e);
            }
        }
        assertEquals(1, won);
        assertOnlyTarget(Content.speech());
    }

    @Test
    void cancellingASaveLeavesNothing() throws Exception {
        answerAudio(FakeResponse.audio(Content.speech()).stallAfter(50_000));
        CompletableFuture<SavedAudio> save = results().saveAsync(RUN, target(), SaveOptions.defaults());
        await("the request", () -> !camb().requests().isEmpty());
        assertTrue(save.cancel(true));
        await("the temporary file to be deleted", () -> {
            try (Stream<Path> files = Files.list(directory)) {
                return files.findAny().isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void progressIsReported() throws IOException {
        List<String> phases = new ArrayList<>();
        results()
                .save(
                        RUN,
                        target(),
                        SaveOptions.defaults().withProgress((phase, bytes, total) -> phases.add(phase + " " + bytes)));
        assertTrue(phases.contains("CONNECTING 0"), phases.toString());
        assertTrue(phases.contains("VERIFYING " + Content.speech().length()), phases.toString());
    }

    @Test
    void aListenerThatThrowsBreaksNothing() throws IOException {
        results().save(RUN, target(), SaveOptions.defaults().withProgress((phase, bytes, total) -> {
            throw new IllegalStateException("the listener's fault");
        }));
        assertOnlyTarget(Content.speech());
    }

    @Test
    void anotherRunsFileIsNotTouched() throws IOException {
        Path other = directory.resolve("b.flac");
        Files.writeString(other, "other");
        camb().run(7).answers(OutputType.RAW_BYTES, FakeResponse.status(404));
        assertFails(ErrorKind.NOT_FOUND, () -> results().save(RunId.of(7), target()));
        assertEquals("other", Files.readString(other));
        assertFalse(Files.exists(target()));
    }
}
