package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a broken download continues: with the rest if it provably fits, otherwise from the beginning; two recordings
 * are never mixed.
 */
class ResumingTest extends InMemory {

    private static final int SIZE = 1_000_000;
    private static final int OVERLAP = 64 * 1024;

    private final Content recording = Content.flac(SIZE);

    private FakeResponse fromApi() {
        return FakeResponse.audio(recording);
    }

    private FakeResponse fromStorage() {
        return fromStorage(recording);
    }

    private static FakeResponse fromStorage(Content stored) {
        return FakeResponse.status(200)
                .header("Content-Type", "application/octet-stream")
                .header("ETag", StorageResponses.etag(stored))
                .body(stored);
    }

    private SavedAudio save(SaveOptions options) throws IOException {
        return retrying(3).save(RUN, target(), options);
    }

    @Test
    void aBrokenSaveIsResumedFromStorage() throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(fromApi().resetAfter(700_000), FakeResponse.status(500));
        SavedAudio saved = save(SaveOptions.defaults());
        assertOnlyTarget(recording);
        assertEquals(2, saved.attempts());
        assertTrue(saved.resumedBytes() > 0, saved.toString());
        assertTrue(saved.receivedBytes() <= SIZE + 2L * OVERLAP, saved.toString());
        ReceivedRequest rest = requestsToStorage().get(0);
        assertEquals("bytes=" + saved.resumedBytes() + "-", rest.header("range").orElse(""));
        assertFalse(rest.header("x-api-key").isPresent());
        assertRequests(3);
    }

    @Test
    void nothingIsResumedOntoDamage() throws IOException {
        byte[] changed = recording.bytes();
        changed[100_000] ^= 1;
        camb().run(RUN.value()).audio(recording);
        answerAudio(FakeResponse.audio(Content.of(changed)).resetAfter(700_000), fromApi());
        SavedAudio saved = save(SaveOptions.defaults());
        assertOnlyTarget(recording);
        assertEquals(2, saved.attempts());
        assertEquals(0, saved.resumedBytes());
        assertEquals(0, requestsToStorage().size());
    }

    @Test
    void damageThatShowsOnlyAfterTheJointBeginsAnew() throws IOException {
        byte[] changed = recording.bytes();
        changed[800_000] ^= 1;
        answerAudio(FakeResponse.audio(Content.of(changed)).resetAfter(700_000), fromApi());
        camb().run(RUN.value()).storageAnswers(fromStorage(Content.of(changed)));
        SavedAudio saved = save(SaveOptions.defaults());
        assertOnlyTarget(recording);
        assertEquals(3, saved.attempts());
        assertEquals(0, saved.resumedBytes());
    }

    @Test
    void twoVersionsOfDifferentDatesAreNotJoined() throws IOException {
        FakeResponse first = FakeResponse.status(200)
                .header("Content-Type", "audio/flac")
                .header("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT")
                .body(recording);
        FakeResponse second = FakeResponse.status(200)
                .header("Content-Type", "audio/flac")
                .header("Last-Modified", "Tue, 02 Jan 2024 00:00:00 GMT")
                .body(recording);
        camb().run(RUN.value()).audio(recording);
        camb().run(RUN.value())
                .storageAnswers(
                        first.cutAfter(600_000),
                        StorageResponses.partial(second, recording, 600_000 - OVERLAP),
                        second);
        assertEquals(
                0,
                save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL)).resumedBytes());
        assertOnlyTarget(recording);
    }

    @Test
    void twoWeakVersionsThatDifferAreNotJoined() throws IOException {
        for (String other : List.of("W/\"b\"", "\"b\"")) {
            camb().run(RUN.value()).audio(recording);
            camb().run(RUN.value())
                    .storageAnswers(
                            fromStorage().header("ETag", "W/\"a\"").cutAfter(600_000),
                            StorageResponses.partial(fromStorage().header("ETag", other), recording, 600_000 - OVERLAP),
                            fromStorage().header("ETag", other));
            assertEquals(
                    0,
                    save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL))
                            .resumedBytes());
            assertOnlyTarget(recording);
            Files.delete(target());
        }
    }

    @Test
    void aBrokenSaveOfEncodedSpeechIsResumedToo() throws IOException {
        answerAudio(
                FakeResponse.audio(Content.speech()).framing(Framing.LENGTH).cutAfter(80_000),
                FakeResponse.status(500));
        assertEquals(80_000 - OVERLAP, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(Content.speech());
    }

    @Test
    void aBrokenSaveByLinkIsResumedWithTheSameVersion() throws IOException {
        camb().run(RUN.value()).audio(recording);
        camb().run(RUN.value())
                .storageAnswers(
                        fromStorage().cutAfter(600_000),
                        StorageResponses.partial(fromStorage(), recording, 600_000 - OVERLAP));
        SavedAudio saved = save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        ReceivedRequest rest = requestsToStorage().get(1);
        assertEquals("bytes=" + (600_000 - OVERLAP) + "-", rest.header("range").orElse(""));
        assertEquals(StorageResponses.etag(recording), rest.header("if-match").orElse(""));
        assertEquals(600_000 - OVERLAP, saved.resumedBytes());
        assertEquals(1, requestsToApi());
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 700_000})
    void aLaterAttemptHasTheSameTimeouts(int brokenAt) throws IOException {
        // After few bytes the save starts again, after many it requests the rest from storage: both responses stall.
        answerAudio(fromApi().resetAfter(brokenAt), fromApi().stallAfter(20_000));
        camb().run(RUN.value()).storageAnswers(fromStorage().stallAfter(20_000));
        Duration limit = Duration.ofMillis(400);
        TtsResults results =
                results(builder -> builder.timeouts(Timeouts.defaults().withIdle(limit))
                        .retryPolicy(new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
        long start = System.nanoTime();
        assertFails(ErrorKind.IDLE_TIMEOUT, () -> results.save(RUN, target()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(limit.plus(tolerance())) < 0, () -> "too late, after " + took);
        assertNothingThere();
    }

    @Test
    void resumingCanBeTurnedOff() throws IOException {
        answerAudio(fromApi().resetAfter(700_000), fromApi());
        SavedAudio saved = save(SaveOptions.defaults().withoutResuming());
        assertOnlyTarget(recording);
        assertEquals(0, saved.resumedBytes());
        assertEquals(0, requestsToStorage().size());
        assertRequests(2);
    }

    @Test
    void aShortBeginningIsNotWorthResuming() throws IOException {
        answerAudio(fromApi().resetAfter(10_000), fromApi());
        assertEquals(0, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(recording);
        assertEquals(0, requestsToStorage().size());
    }

    @Test
    void aHostStreamIsResumedToo() throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(fromApi().resetAfter(700_000), FakeResponse.status(404));
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        SavedAudio saved = retrying(2).saveTo(RUN, target, SaveOptions.defaults());
        assertArrayEquals(recording.bytes(), target.toByteArray());
        assertTrue(saved.resumedBytes() > 0, saved.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 100, 10_000, OVERLAP})
    void aHostStreamThatBreaksEarlyIsContinuedToo(int brokenAt) throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(fromApi().framing(Framing.LENGTH).cutAfter(brokenAt), FakeResponse.status(404));
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        retrying(2).saveTo(RUN, target, SaveOptions.defaults());
        assertArrayEquals(recording.bytes(), target.toByteArray());
    }

    @Test
    void aHostStreamThatBreaksEarlyIsContinuedWithoutStorageToo() throws IOException {
        answerAudio(fromApi().resetAfter(10_000), fromApi());
        answerLink(FakeResponse.status(404));
        for (SaveOptions options :
                List.of(SaveOptions.defaults(), SaveOptions.defaults().withoutResuming())) {
            answerAudio(fromApi().resetAfter(10_000), fromApi());
            ByteArrayOutputStream target = new ByteArrayOutputStream();
            retrying(2).saveTo(RUN, target, options);
            assertArrayEquals(recording.bytes(), target.toByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 700_000})
    void aHostStreamNeverMixesTwoRecordings(int brokenAt) {
        byte[] changed = recording.bytes();
        changed[5_000] ^= 1;
        changed[650_000] ^= 1;
        Content other = Content.of(changed);
        camb().run(RUN.value()).audio(other);
        answerAudio(fromApi().framing(Framing.LENGTH).cutAfter(brokenAt), FakeResponse.audio(other));
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        TtsException failure =
                assertFails(ErrorKind.TRUNCATED, () -> retrying(3).saveTo(RUN, target, SaveOptions.defaults()));
        assertTrue(failure.isRetryable());
        assertEquals(2, failure.attempts());
        assertEquals(1, failure.getSuppressed().length);
        assertTrue(target.size() <= brokenAt);
        assertArrayEquals(Arrays.copyOf(recording.bytes(), target.size()), target.toByteArray());
    }

    @Test
    void aBreakKeepsItsKindIfNoAttemptCanFollow() {
        answerAudio(fromApi().resetAfter(700_000));
        TtsException failure = assertFails(
                ErrorKind.RESET,
                () -> retrying(3)
                        .saveTo(
                                RUN,
                                new ByteArrayOutputStream(),
                                SaveOptions.defaults().withoutResuming()));
        assertEquals(1, failure.attempts());
        assertRequests(1);
    }

    /** Transient faults when connecting to storage, as the exceptions that every transport must throw. */
    static List<IOException> transientFaults() {
        return List.of(
                new ConnectException("refused"), new UnknownHostException("x"), new SocketTimeoutException("connect"));
    }

    @ParameterizedTest
    @MethodSource("transientFaults")
    void aStorageThatIsBrieflyUnreachableIsRetried(IOException fault) throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(fromApi().resetAfter(700_000));
        SavedAudio saved = failingAtStorage(1, fault).save(RUN, target());
        assertOnlyTarget(recording);
        assertEquals(3, saved.attempts());
        assertTrue(saved.resumedBytes() > 0, saved.toString());
        assertTrue(saved.receivedBytes() <= SIZE + 2L * OVERLAP, saved.toString());
        assertEquals(2, requestsToApi());
    }

    @Test
    void aSaveFailsIfStorageStaysUnreachable() throws IOException {
        answerAudio(fromApi().resetAfter(700_000));
        TtsException failure = assertFails(
                ErrorKind.CONNECT,
                () -> failingAtStorage(9, new ConnectException("refused")).save(RUN, target()));
        assertEquals(4, failure.attempts());
        assertEquals(2, requestsToApi());
        assertNothingThere();
    }

    /** Returns a client whose first {@code requests} requests to storage fail before they are sent. */
    private TtsResults failingAtStorage(int requests, IOException fault) {
        AtomicInteger left = new AtomicInteger(requests);
        Transport failing = new Transport() {
            @Override
            public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
                if (request instanceof StorageRequest && left.getAndDecrement() > 0) {
                    throw fault;
                }
                return transport().get(request, signal);
            }

            @Override
            public JsonDecoder jsonDecoder() {
                return transport().jsonDecoder();
            }

            @Override
            public void close() {}
        };
        return resultsAt(endpoint().baseUrl(), failing, builder -> builder.retryPolicy(quickRetries(3)));
    }

    @Test
    void aBusyStorageIsRetriedAndNothingIsFetchedTwice() throws IOException {
        answerAudio(fromApi().framing(Framing.LENGTH).cutAfter(700_000));
        camb().run(RUN.value())
                .storageAnswers(
                        StorageResponses.error(503, "SlowDown", "Please reduce your request rate."),
                        StorageResponses.partial(fromStorage(), recording, 700_000 - OVERLAP));
        assertEquals(700_000 - OVERLAP, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(recording);
    }

    @Test
    void withoutALinkASaveStartsAgain() throws IOException {
        answerAudio(fromApi().resetAfter(700_000), FakeResponse.closedBeforeHeaders(), fromApi());
        answerLink(FakeResponse.status(404));
        assertEquals(0, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(recording);
    }

    @Test
    void withoutAStrongEtagOnlyFlacIsResumed() throws IOException {
        Content wav = Content.wav(SIZE);
        FakeResponse withoutEtag =
                FakeResponse.status(200).header("Content-Type", "audio/wav").body(wav);
        answerAudio(FakeResponse.audio(wav).framing(Framing.LENGTH).cutAfter(700_000), FakeResponse.audio(wav));
        camb().run(RUN.value()).storageAnswers(StorageResponses.partial(fromStorage(wav), wav, 700_000 - OVERLAP));
        assertEquals(0, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(wav);
        camb().run(RUN.value())
                .storageAnswers(
                        withoutEtag.cutAfter(700_000),
                        StorageResponses.partial(withoutEtag, wav, 700_000 - OVERLAP),
                        withoutEtag);
        SaveOptions byLink = SaveOptions.defaults().withReplacing().withOutputType(OutputType.FILE_URL);
        assertEquals(0, save(byLink).resumedBytes());
        answerAudio(FakeResponse.audio(wav));
        FakeResponse weak = fromStorage(wav).header("ETag", "W/\"a\"");
        camb().run(RUN.value())
                .storageAnswers(weak.cutAfter(700_000), StorageResponses.partial(weak, wav, 700_000 - OVERLAP), weak);
        assertEquals(0, save(byLink).resumedBytes());
        assertOnlyTarget(wav);
    }

    @Test
    void theEtagOfStorageDoesNotValidateTheApisBytes() throws IOException {
        // The first response to the request for the rest breaks before any byte is appended, so its ETag says nothing
        // about the bytes from the API.
        Content wav = Content.wav(SIZE);
        FakeResponse rest = StorageResponses.partial(fromStorage(wav), wav, 700_000 - OVERLAP);
        answerAudio(FakeResponse.audio(wav).framing(Framing.LENGTH).cutAfter(700_000), FakeResponse.audio(wav));
        camb().run(RUN.value()).storageAnswers(rest.resetAfter(1_000), rest);
        assertEquals(0, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(wav);
    }

    @Test
    void twoRecordingsThatAreSilentAroundTheBreakAreNeverJoined() throws IOException {
        Content first = silentWav(1);
        Content second = silentWav(2);
        answerAudio(FakeResponse.audio(first).framing(Framing.LENGTH).cutAfter(500_000), FakeResponse.audio(second));
        camb().run(RUN.value())
                .storageAnswers(StorageResponses.partial(fromStorage(second), second, 500_000 - OVERLAP));
        save(SaveOptions.defaults());
        assertOnlyTarget(second);
    }

    private static Content silentWav(int sound) {
        byte[] wav = Arrays.copyOf(Content.wav(SIZE).bytes(), 44 + SIZE);
        Arrays.fill(wav, 44, wav.length, (byte) 0);
        wav[1_000] = (byte) sound;
        wav[900_000] = (byte) sound;
        return Content.of(Arrays.copyOf(wav, SIZE));
    }

    /** Returns a WAV as it is streamed: its header has no length. */
    private static Content endlessWav() {
        byte[] wav = Content.wav(SIZE).bytes();
        Arrays.fill(wav, 4, 8, (byte) -1);
        Arrays.fill(wav, 40, 44, (byte) -1);
        return Content.of(wav);
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void aResponseShorterThanItsRangeIsNotTheEnd(Framing framing) throws IOException {
        Content wav = endlessWav();
        int from = 600_000 - OVERLAP;
        FakeResponse rest = StorageResponses.partial(fromStorage(wav), wav, from);
        FakeResponse part = rest.body(Content.of(Arrays.copyOfRange(wav.bytes(), from, 800_000)))
                .framing(framing);
        FakeResponse broken = fromStorage(wav).cutAfter(600_000);
        SaveOptions byLink = SaveOptions.defaults().withOutputType(OutputType.FILE_URL);
        camb().run(RUN.value())
                .storageAnswers(broken, part, StorageResponses.partial(fromStorage(wav), wav, 800_000 - OVERLAP));
        assertEquals(SIZE, save(byLink).bytes());
        assertOnlyTarget(wav);
        camb().run(RUN.value()).storageAnswers(broken, part);
        assertFails(ErrorKind.TRUNCATED, () -> retrying(1).save(RUN, target(), byLink.withReplacing()));
        assertOnlyTarget(wav);
    }

    @Test
    void aResponseThatEndsWithinTheOverlapIsNotTheEnd() throws IOException {
        int from = 600_000 - OVERLAP;
        FakeResponse rest = StorageResponses.partial(fromStorage(), recording, from);
        FakeResponse part = rest.body(Content.of(Arrays.copyOfRange(recording.bytes(), from, from + 1_000)))
                .framing(Framing.CHUNKED);
        camb().run(RUN.value()).storageAnswers(fromStorage().cutAfter(600_000), part, rest);
        assertEquals(
                from,
                save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL)).resumedBytes());
        assertOnlyTarget(recording);
    }

    @Test
    void aResponseLongerThanItsRangeIsNeverComplete() throws IOException {
        Content wav = endlessWav();
        int from = 600_000 - OVERLAP;
        FakeResponse rest = StorageResponses.partial(fromStorage(wav), wav, from);
        byte[] more = Arrays.copyOf(wav.from(from).bytes(), SIZE - from + 10);
        camb().run(RUN.value())
                .storageAnswers(
                        fromStorage(wav).cutAfter(600_000),
                        rest.body(Content.of(more)).framing(Framing.CHUNKED));
        assertFails(
                ErrorKind.TRUNCATED,
                () -> retrying(1).save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertNothingThere();
    }

    @Test
    void theLimitOnBytesHoldsWhileResumingToo() throws IOException {
        camb().run(RUN.value()).audio(recording);
        answerAudio(fromApi().resetAfter(700_000));
        TtsResults limited = results(builder -> builder.maxAudioBytes(SIZE - 1).retryPolicy(quickRetries(3)));
        TtsException failure = assertFails(ErrorKind.UNEXPECTED_CONTENT, () -> limited.save(RUN, target()));
        assertEquals(2, failure.attempts());
        assertRequests(3);
        assertNothingThere();
    }

    @Test
    void anAnnouncedLengthAboveTheLimitIsRejectedAtOnce() throws IOException {
        answerAudio(fromApi().framing(Framing.LENGTH).stallAfter(1_000));
        TtsResults limited = results(builder ->
                builder.maxAudioBytes(SIZE - 1).timeouts(Timeouts.defaults().withIdle(Duration.ofSeconds(5))));
        assertFails(ErrorKind.UNEXPECTED_CONTENT, () -> limited.save(RUN, target()));
        assertNothingThere();
    }

    /** Responses of storage after which the save must start again with the whole recording from the API. */
    enum Mismatch {
        RANGE_IGNORED,
        OTHER_BYTES,
        OTHER_FRAMES,
        OTHER_START,
        OTHER_TOTAL,
        NO_CONTENT_RANGE,
        PRECONDITION_FAILED,
        RANGE_NOT_SATISFIABLE,
        FORBIDDEN,
        GONE,
        COMPRESSED,
        HTML
    }

    @ParameterizedTest
    @EnumSource(Mismatch.class)
    void aResponseThatDoesNotFitIsNeverAppended(Mismatch mismatch) throws IOException {
        FakeResponse rest = StorageResponses.partial(fromStorage(), recording, 700_000 - OVERLAP);
        FakeResponse answer = switch (mismatch) {
            case RANGE_IGNORED -> fromStorage();
            case OTHER_BYTES -> rest.body(Content.of(flipped(700_000 - OVERLAP)));
            case OTHER_FRAMES -> rest.body(Content.of(withOtherFrames(700_000 - OVERLAP)));
            case OTHER_START -> rest.header("Content-Range", "bytes 1-" + (SIZE - 1) + "/" + SIZE);
            case OTHER_TOTAL ->
                rest.header("Content-Range", "bytes " + (700_000 - OVERLAP) + "-" + (SIZE - 1) + "/" + (SIZE + 5));
            case NO_CONTENT_RANGE ->
                FakeResponse.status(206).header("Content-Type", "audio/flac").body(recording.from(700_000 - OVERLAP));
            case PRECONDITION_FAILED -> StorageResponses.error(412, "PreconditionFailed", "no");
            case RANGE_NOT_SATISFIABLE -> StorageResponses.error(416, "InvalidRange", "no");
            case FORBIDDEN -> StorageResponses.error(403, "SignatureDoesNotMatch", "no");
            case GONE -> StorageResponses.error(404, "NoSuchKey", "no");
            case COMPRESSED -> rest.header("Content-Encoding", "gzip");
            case HTML -> rest.header("Content-Type", "text/html");
        };
        // The response begins at the expected position, so that the fake need not know where the client noticed the
        // break.
        answerAudio(fromApi().framing(Framing.LENGTH).cutAfter(700_000), fromApi());
        camb().run(RUN.value()).storageAnswers(answer);
        SavedAudio saved = save(SaveOptions.defaults());
        assertOnlyTarget(recording);
        assertEquals(0, saved.resumedBytes());
    }

    @Test
    void anotherVersionIsNeverAppended() throws IOException {
        FakeResponse otherVersion = fromStorage().header("ETag", "\"other\"");
        camb().run(RUN.value())
                .storageAnswers(
                        fromStorage().cutAfter(600_000),
                        StorageResponses.partial(otherVersion, recording, 600_000 - OVERLAP),
                        fromStorage());
        SavedAudio saved = save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(0, saved.resumedBytes());
    }

    /** Returns the rest with an unchanged overlap, followed by frames that do not continue it. */
    private byte[] withOtherFrames(int from) {
        byte[] rest = recording.from(from).bytes();
        byte[] others = recording.from(100_000).bytes();
        System.arraycopy(others, 0, rest, OVERLAP, rest.length - OVERLAP);
        return rest;
    }

    private byte[] flipped(int from) {
        byte[] rest = recording.from(from).bytes();
        rest[OVERLAP / 2] ^= 1;
        return rest;
    }

    @Test
    void anExpiredUrlIsReplacedOnce() throws IOException {
        camb().run(RUN.value()).audio(recording);
        camb().clock(Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)));
        String old = results().link(RUN).url().toString();
        camb().clock(Clock.systemUTC());
        String fresh = results().link(RUN).url().toString();
        answerLink(FakeResponse.link(old), FakeResponse.link(fresh));
        save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(2, requestsToStorage().size());
    }

    /** Responses to an expired URL that do not mention the expiry. */
    static List<FakeResponse> refusals() {
        return List.of(
                StorageResponses.error(400, "InvalidRequest", "no"),
                StorageResponses.error(401, "Unauthorized", "no"),
                StorageResponses.error(403, "AuthenticationFailed", "Server failed to authenticate the request."));
    }

    private String azureLink(Duration validity) throws IOException {
        return storageUrl() + "/audio/12345.flac?sv=2024-11-04&se="
                + Instant.now().plus(validity).truncatedTo(ChronoUnit.SECONDS) + "&sig=" + FakeCamb.SIGNATURE;
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aUrlPastItsExpiryIsReplacedWhateverStorageAnswers(FakeResponse refusal) throws IOException {
        answerLink(
                FakeResponse.link(azureLink(Duration.ofHours(-1))), FakeResponse.link(azureLink(Duration.ofHours(1))));
        camb().run(RUN.value()).storageAnswers(refusal, fromStorage());
        save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(2, requestsToStorage().size());
        assertEquals(2, requestsToApi());
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aUrlThatExpiresDuringADownloadIsReplacedEachTime(FakeResponse refusal) throws IOException {
        FakeResponse old = FakeResponse.link(azureLink(Duration.ofHours(-1)));
        answerLink(old, old, FakeResponse.link(azureLink(Duration.ofHours(1))));
        camb().run(RUN.value())
                .storageAnswers(
                        fromStorage().cutAfter(300_000),
                        refusal,
                        StorageResponses.partial(fromStorage(), recording, 300_000 - OVERLAP)
                                .cutAfter(OVERLAP + 300_000),
                        refusal,
                        StorageResponses.partial(fromStorage(), recording, 600_000 - OVERLAP));
        SavedAudio saved = save(SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(3, saved.attempts());
        assertTrue(saved.receivedBytes() <= SIZE + 2L * OVERLAP, saved.toString());
        assertEquals(3, requestsToApi());
    }

    @Test
    void urlsThatAreAlwaysPastTheirExpiryAreNotRequestedInALoop() throws IOException {
        answerLink(FakeResponse.link(azureLink(Duration.ofHours(-1))));
        camb().run(RUN.value()).storageAnswers(refusals().get(2));
        assertFails(
                ErrorKind.PERMISSION,
                () -> results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertTrue(requestsToApi() <= 2, camb().requests().toString());
        assertTrue(requestsToStorage().size() <= 3, camb().requests().toString());
        assertNothingThere();
    }

    @Test
    void aRefusedUrlThatHasNotExpiredIsNotReplaced() throws IOException {
        answerLink(FakeResponse.link(azureLink(Duration.ofHours(1))));
        camb().run(RUN.value()).storageAnswers(StorageResponses.error(403, "SignatureDoesNotMatch", "no"));
        assertFails(
                ErrorKind.PERMISSION,
                () -> results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertEquals(1, requestsToApi());
    }

    @Test
    void urlsThatAreAlwaysExpiredAreNotRequestedInALoop() throws IOException {
        camb().run(RUN.value()).storageAnswers(StorageResponses.expired());
        assertFails(
                ErrorKind.PERMISSION,
                () -> results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertTrue(requestsToApi() <= 2, camb().requests().toString());
        assertTrue(requestsToStorage().size() <= 3, camb().requests().toString());
        assertNothingThere();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aNewUrlThatIsRefusedIsRequestedOnceMore(int status) throws IOException {
        camb().run(RUN.value()).audio(recording);
        camb().run(RUN.value()).storageAnswers(StorageResponses.error(status, "NoSuchKey", "not yet"), fromStorage());
        results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(2, requestsToStorage().size());
    }

    @Test
    void storageMayRedirectThreeTimes() throws IOException {
        String hop = storageUrl() + "/audio/12345.flac?hop=";
        camb().run(RUN.value())
                .storageAnswers(
                        redirect(hop + 1), redirect(hop + 2), redirect("/audio/12345.flac?hop=3"), fromStorage());
        results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(
                List.of("/audio/12345.flac?hop=1", "/audio/12345.flac?hop=2", "/audio/12345.flac?hop=3"),
                requestsToStorage().stream()
                        .skip(1)
                        .map(ReceivedRequest::target)
                        .toList());
        for (ReceivedRequest request : requestsToStorage()) {
            assertFalse(request.headers().toString().contains(KEY));
        }
    }

    @Test
    void aFourthRedirectOfStorageIsAnError() throws IOException {
        camb().run(RUN.value()).storageAnswers(redirect(storageUrl() + "/audio/12345.flac?again"));
        assertFails(
                ErrorKind.UNEXPECTED_REDIRECT,
                () -> results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertEquals(4, requestsToStorage().size());
        assertNothingThere();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://x.example/",
                "http://user:pw@x.example/a",
                "javascript:1",
                "https://169.254.169.254/a",
                "https://192.168.0.1/a",
                "https://storage.example/\u00e9"
            })
    void aRedirectOfStorageToAnUnsafeUrlIsAnError(String location) throws IOException {
        camb().run(RUN.value()).storageAnswers(redirect(location));
        assertFails(
                ErrorKind.UNEXPECTED_REDIRECT,
                () -> results().save(RUN, target(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));
        assertEquals(1, requestsToStorage().size());
        assertNothingThere();
    }

    private static FakeResponse redirect(String location) {
        return FakeResponse.status(302).header("Location", location);
    }

    /** Counts the requests to the API about the run. */
    private int requestsToApi() {
        return (int) camb().requests(Origin.API).stream()
                .filter(request -> request.path().endsWith("/" + RUN.value()))
                .count();
    }

    /** Returns the storage's base URL, taken from an unscripted link. */
    private URI storageUrl() throws IOException {
        URI link = results().link(RunId.of(1)).url();
        return URI.create(link.getScheme() + "://" + link.getRawAuthority());
    }
}
