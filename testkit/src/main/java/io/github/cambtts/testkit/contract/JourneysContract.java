package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioLink;
import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.StatusException;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls from end to end: what core and a transport do together. Each journey checks the result, the requests, the events
 * and the files. Core's own rules are tested in memory, once.
 */
@Proves(Rule.C1)
@Tag("journeys")
abstract class JourneysContract extends ContractFixture {

    private static final int SIZE = 1_000_000;
    private static final int OVERLAP = 64 * 1024;
    private static final String ETAG = "\"of-the-recording\"";

    private final Content recording = Content.flac(SIZE);
    private final RecordedEvents events = new RecordedEvents();

    private FakeResponse fromStorage() {
        return FakeResponse.status(200)
                .header("Content-Type", "application/octet-stream")
                .header("ETag", ETAG)
                .body(recording);
    }

    private FakeResponse restFromStorage(int first) {
        return fromStorage()
                .withStatus(206)
                .header("Content-Range", "bytes " + first + "-" + (SIZE - 1) + "/" + SIZE)
                .body(recording.from(first));
    }

    @Test
    final void aSaveIsTheRecordingAndItsResultDescribesIt() throws Exception {
        camb().run(RUN.value()).audio(Content.speech());
        SavedAudio saved = results().save(RUN, target(), events.saving().withSha256());
        assertOnlyTarget(Content.speech());
        byte[] bytes = Content.speech().bytes();
        assertEquals(RUN, saved.runId());
        assertEquals(Optional.of(target()), saved.path());
        assertEquals(bytes.length, saved.bytes());
        assertEquals("audio/flac", saved.mediaType());
        assertEquals(OptionalInt.of(22_050), saved.recording().sampleRateHz());
        assertEquals(OptionalInt.of(1), saved.recording().channels());
        assertEquals(4, saved.duration().orElse(Duration.ZERO).toSeconds());
        assertEquals(Completeness.COMPLETE, saved.completeness());
        assertEquals(1, saved.attempts());
        assertEquals(0, saved.resumedBytes());
        assertEquals(
                Optional.of(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))),
                saved.sha256());
        events.assertReported("attempt 1", "1: API 200", "success, " + bytes.length);
        assertRequests(1);
    }

    @Test
    final void aBrokenSaveIsResumedFromStorageAndNothingIsFetchedTwice() throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(FakeResponse.audio(recording).framing(Framing.LENGTH).cutAfter(300_000));
        camb().run(RUN.value())
                .storageAnswers(
                        FakeResponse.error(503),
                        restFromStorage(300_000 - OVERLAP)
                                .framing(Framing.CHUNKED)
                                .cutAfter(OVERLAP + 300_000),
                        restFromStorage(600_000 - OVERLAP));
        SavedAudio saved = retrying(3).save(RUN, target(), events.saving());
        assertOnlyTarget(recording);
        assertEquals(4, saved.attempts());
        assertEquals(SIZE + 2 * OVERLAP, saved.receivedBytes());
        List<ReceivedRequest> rest = requestsToStorage();
        assertEquals(
                List.of(300_000 - OVERLAP, 300_000 - OVERLAP, 600_000 - OVERLAP).stream()
                        .map(from -> Optional.of("bytes=" + from + "-"))
                        .toList(),
                rest.stream().map(request -> request.header("range")).toList());
        assertEquals(Optional.of(ETAG), rest.get(2).header("if-match"));
        rest.forEach(request -> assertFalse(request.headers().toString().contains(KEY)));
        events.assertReported(
                "attempt 1",
                "1: API 200",
                "1: TRUNCATED, again",
                "attempt 2",
                "2: API 200",
                "2: STORAGE 503",
                "2: SERVER, again",
                "attempt 3",
                "3: STORAGE 206",
                "3: resumed at 300000",
                "3: TRUNCATED, again",
                "attempt 4",
                "4: STORAGE 206",
                "4: resumed at 600000",
                "success, " + (SIZE + 2 * OVERLAP));
    }

    @Test
    final void aSaveThatIsResetGoesOnWithTheRest() throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(FakeResponse.audio(recording).resetAfter(700_000), FakeResponse.status(500));
        SavedAudio saved = retrying(3).save(RUN, target());
        assertOnlyTarget(recording);
        assertEquals(2, saved.attempts());
        assertTrue(saved.resumedBytes() > 0, saved.toString());
        assertTrue(saved.receivedBytes() <= SIZE + 2L * OVERLAP, saved.toString());
        ReceivedRequest rest = requestsToStorage().get(0);
        assertEquals(Optional.of("bytes=" + saved.resumedBytes() + "-"), rest.header("range"));
        assertRequests(3);
    }

    @Test
    final void aSaveByLinkFollowsStorageAndRenewsAnExpiredUrl() throws IOException {
        camb().run(RUN.value()).audio(recording);
        camb().clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)));
        URI expired = results().link(RUN).url();
        camb().clock(Clock.systemUTC());
        URI link = results().link(RUN).url();
        String storage = link.getScheme() + "://" + link.getRawAuthority();
        answerLink(FakeResponse.link(expired.toString()), FakeResponse.link(link.toString()));
        camb().run(RUN.value())
                .storageAnswers(
                        FakeResponse.error(403),
                        FakeResponse.status(302).header("Location", storage + "/audio/12345.flac?hop=1"),
                        FakeResponse.status(307).header("Location", "/audio/12345.flac?hop=2"),
                        fromStorage());
        SavedAudio saved = results().save(RUN, target(), events.saving().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(1, saved.attempts());
        events.assertReported(
                "attempt 1",
                "1: API 200",
                "1: STORAGE 403",
                "1: API 200",
                "1: STORAGE 302",
                "1: STORAGE 307",
                "1: STORAGE 200",
                "success, " + SIZE);
        assertEquals(
                List.of("/audio/12345.flac?hop=1", "/audio/12345.flac?hop=2"),
                requestsToStorage().stream()
                        .skip(2)
                        .map(ReceivedRequest::target)
                        .toList());
        requestsToStorage()
                .forEach(request -> assertFalse(request.headers().toString().contains(KEY)));
        assertEquals(4, camb().requests(Origin.API).size());
    }

    @Test
    final void aLinkHasItsExpiryAndHidesItsSignature() throws IOException {
        AudioLink link = results().link(RUN, events.options());
        assertEquals(RUN, link.runId());
        assertTrue(link.expiresAt().isPresent());
        assertTrue(link.url().toString().contains(FakeCamb.SIGNATURE));
        assertFalse(link.toString().contains(FakeCamb.SIGNATURE), link.toString());
        events.assertReported("attempt 1", "1: API 200", "success, 0");
        answerLink(FakeResponse.json(
                200,
                "{\"a\":[1,-2.5e3,true,null,{\"b\":\"\\u00e9\\n\"}],\"output_url\":\"https:\\/\\/storage.example/a.flac?x=1\","
                        + "\"z\":{}}"));
        assertEquals(
                "https://storage.example/a.flac?x=1", results().link(RUN).url().toString());
        answerLink(FakeResponse.json(200, "{\"output_url\":\"https://storage.example/a\",}"));
        assertFails(ErrorKind.MALFORMED_JSON, () -> results().link(RUN));
        assertRequests(3);
    }

    /** Each recording comes in a complete response, in which HTTP notices nothing. */
    @Test
    final void aStreamIsVerifiedWhileItIsRead() throws IOException {
        byte[] whole = Content.speech().bytes();
        byte[] damaged = whole.clone();
        damaged[damaged.length / 2] ^= 4;
        answerAudio(
                FakeResponse.audio(Content.of(whole)),
                FakeResponse.audio(Content.of(damaged)),
                FakeResponse.audio(Content.of(Arrays.copyOf(whole, whole.length - 1)))
                        .framing(Framing.LENGTH));
        try (AudioStream audio = results().open(RUN)) {
            assertEquals(Optional.empty(), audio.completeness());
            assertArrayEquals(whole, audio.readAllBytes());
            assertEquals(Optional.of(Completeness.COMPLETE), audio.completeness());
        }
        try (AudioStream audio = results().open(RUN)) {
            assertFails(ErrorKind.DAMAGED, audio::readAllBytes);
            assertEquals(Optional.of(Completeness.DAMAGED), audio.completeness());
        }
        try (AudioStream audio = results().open(RUN)) {
            assertFails(ErrorKind.TRUNCATED, audio::readAllBytes);
        }
    }

    @Test
    final void anErrorCarriesTheServersMessageAndNoSecret() {
        FakeResponse refused = FakeResponse.json(
                        422,
                        "{\"detail\":[{\"type\":\"int_parsing\",\"loc\":[\"path\",\"run_id\"],\"msg\":\"Input should be a"
                                + " valid integer: " + KEY + "\",\"input\":\"abc\"}]}")
                .header("X-Request-Id", "req-7");
        answerAudio(refused);
        answerLink(refused);
        for (OutputType outputType : OutputType.values()) {
            StatusException failure = assertInstanceOf(
                    StatusException.class,
                    assertFails(ErrorKind.INVALID_REQUEST, () -> results().fetch(RUN, outputType)));
            assertEquals(OptionalInt.of(422), failure.status());
            assertEquals("path.run_id: Input should be a valid integer: [hidden]", failure.serverMessage());
            assertEquals(Optional.of("req-7"), failure.requestId());
            assertEquals(1, failure.attempts());
        }
        answerAudio(FakeResponse.json(404, "{\"detail\":\"Not Found\"}").cutAfter(5));
        assertFails(ErrorKind.NOT_FOUND, () -> results().save(RUN, target()));
        assertRequests(3);
    }

    @Test
    final void transientFailuresAreRetriedAndCounted() throws IOException {
        Content content = Content.flac(200_000);
        FakeResponse busy = FakeResponse.status(503).header("Retry-After", "0");
        answerAudio(
                busy,
                FakeResponse.audio(content).cutAfter(0),
                FakeResponse.audio(content).framing(Framing.LENGTH).cutAfter(2),
                FakeResponse.audio(content));
        try (AudioStream audio = retrying(3).open(RUN, events.options())) {
            assertArrayEquals(content.bytes(), audio.readAllBytes());
        }
        events.assertReported(
                "attempt 1",
                "1: API 503",
                "1: SERVER, again",
                "attempt 2",
                "2: API 200",
                "2: TRUNCATED, again",
                "attempt 3",
                "3: API 200",
                "3: TRUNCATED, again",
                "attempt 4",
                "4: API 200",
                "success, 200000");
        assertRequests(4);
        answerAudio(busy);
        TtsException failure = assertFails(ErrorKind.SERVER, () -> retrying(2).open(RUN));
        assertEquals(3, failure.attempts());
        assertEquals(2, failure.getSuppressed().length);
        assertRequests(7);
    }

    @Test
    final void anExistingFileIsReplacedOnlyByACompleteOne() throws IOException {
        Files.writeString(target(), "old");
        SaveOptions replacing = SaveOptions.defaults().withReplacing().withoutResuming();
        answerAudio(
                FakeResponse.audio(recording).cutAfter(500_000),
                FakeResponse.status(404),
                FakeResponse.json(200, "{}"),
                FakeResponse.audio(recording));
        assertFails(ErrorKind.FILE_EXISTS, () -> results().save(RUN, target()));
        assertRequests(0);
        for (ErrorKind kind : List.of(ErrorKind.TRUNCATED, ErrorKind.NOT_FOUND, ErrorKind.UNEXPECTED_CONTENT)) {
            assertFails(kind, () -> results().save(RUN, target(), replacing));
            assertEquals("old", Files.readString(target()));
        }
        results().save(RUN, target(), replacing);
        assertOnlyTarget(recording);
        assertRequests(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    final void anInterruptEndsASaveAndLeavesNothing(boolean beforeHeaders) throws Exception {
        answerAudio(
                beforeHeaders
                        ? FakeResponse.silence()
                        : FakeResponse.audio(recording).stallAfter(500_000));
        assertCancelledBy(Thread::interrupt, () -> results().save(RUN, target()));
        assertTrue(Thread.interrupted(), "the interrupt flag is lost");
        assertNothingThere();
        Path file = directory.resolve("channel");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            assertCancelledBy(
                    Thread::interrupt,
                    () -> results().saveTo(RUN, Channels.newOutputStream(channel), SaveOptions.defaults()));
            assertTrue(Thread.interrupted(), "the interrupt flag is lost");
            // An interrupt during a write closes a channel of the JDK; before the headers there is none.
            assertTrue(channel.isOpen() || !beforeHeaders, "the interrupt closed the host's channel");
        }
        assertRequests(2);
    }

    @Test
    final void aFutureGetsTheResultOrTheErrorAndCancellingItEndsTheExchange() throws Exception {
        answerAudio(FakeResponse.audio(recording), FakeResponse.status(404), FakeResponse.silence());
        TtsResults results = results();
        try (AudioStream audio =
                (AudioStream) results.fetchAsync(RUN, OutputType.RAW_BYTES).get()) {
            assertArrayEquals(recording.bytes(), audio.readAllBytes());
        }
        assertEquals(RUN, results.fetchAsync(RUN, OutputType.FILE_URL).get().runId());
        CompletableFuture<AudioResult> failing = results.fetchAsync(RUN, OutputType.RAW_BYTES);
        Throwable cause = assertThrows(ExecutionException.class, failing::get).getCause();
        assertEquals(
                ErrorKind.NOT_FOUND, assertInstanceOf(TtsException.class, cause).kind());
        int threads = CaseThreads.busy().size();
        CompletableFuture<SavedAudio> save = results.saveAsync(RUN, target(), SaveOptions.defaults());
        await("the request", () -> camb().requests().size() == 4);
        assertTrue(save.cancel(true));
        assertThrows(CancellationException.class, save::join);
        await("the end of the call's thread", () -> CaseThreads.busy().size() <= threads + 1);
        await("the temporary file to be deleted", () -> {
            String[] files = directory.toFile().list();
            return files != null && files.length == 0;
        });
    }

    @Test
    final void abortingAStreamOrClosingTheClientEndsTheCall() throws Exception {
        assertAtLeastOnce(this::abortAStreamAndCloseTheClient);
    }

    private void abortAStreamAndCloseTheClient() throws Exception {
        int before = camb().requests().size();
        answerAudio(FakeResponse.audio(recording).stallAfter(500_000));
        TtsResults results = results();
        List<AudioStream> opened = new CopyOnWriteArrayList<>();
        Executable reading = () -> {
            AudioStream audio = closedLater(results.open(RUN));
            opened.add(audio);
            audio.readAllBytes();
        };
        assertCancelledBy(() -> opened.size() == 1, caller -> opened.get(0).abort(), reading);
        assertCancelledBy(() -> opened.size() == 2, caller -> opened.get(1).close(), reading);
        assertCancelledBy(() -> opened.size() == 3, caller -> results.close(), reading);
        answerAudio(FakeResponse.silence());
        TtsResults waiting = results();
        assertCancelledBy(caller -> waiting.close(), () -> waiting.save(RUN, target()));
        assertThrows(IllegalStateException.class, () -> waiting.open(RUN));
        assertEquals(4, camb().requests().size() - before);
        assertNothingThere();
    }

    @Test
    final void eachLimitEndsTheCallThatItIsFor() throws IOException {
        answerAudio(FakeResponse.silence());
        assertTimesOut(ErrorKind.RESPONSE_TIMEOUT, Timeouts.defaults().withResponse(LIMIT));
        assertTimesOut(ErrorKind.DEADLINE, Timeouts.defaults().withTotal(LIMIT));
        answerAudio(FakeResponse.audio(recording).stallAfter(500_000));
        assertTimesOut(ErrorKind.IDLE_TIMEOUT, Timeouts.defaults().withIdle(LIMIT));
        assertFails(
                ErrorKind.DEADLINE,
                () -> results(builder -> builder.timeouts(Timeouts.defaults().withTotal(LIMIT)))
                        .save(RUN, target()));
        assertNothingThere();
    }
}
