package io.github.cambtts.testkit;

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
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Answer.Framing;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a broken download goes on: with the rest if it provably fits, from the beginning if not, and never mixed. */
abstract class ResumingContract extends ContractScene {

    private static final int SIZE = 1_000_000;
    private static final int OVERLAP = 64 * 1024;

    private final Content recording = Content.wav(SIZE);

    private Answer fromApi() {
        return Answer.audio(recording);
    }

    private Answer fromStorage() {
        return Answer.status(200)
                .header("Content-Type", "audio/wav")
                .header("ETag", StorageRules.etag(recording))
                .body(recording);
    }

    private SavedAudio save(SaveOptions options) throws IOException {
        return retrying(3).save(RUN, target(), options);
    }

    @Test
    final void aBrokenSaveGoesOnFromStorage() throws IOException {
        camb().recording(RUN.value(), recording);
        answerAudio(fromApi().resetAfter(700_000), Answer.status(500));
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
    final void aBrokenSaveByLinkGoesOnWithTheSameVersion() throws IOException {
        camb().recording(RUN.value(), recording);
        camb().storageAnswer(
                        RUN.value(),
                        fromStorage().cutAfter(600_000),
                        StorageRules.partial(fromStorage(), recording, 600_000 - OVERLAP));
        SavedAudio saved = save(SaveOptions.defaults().via(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        ReceivedRequest rest = requestsToStorage().get(1);
        assertEquals("bytes=" + (600_000 - OVERLAP) + "-", rest.header("range").orElse(""));
        assertEquals(StorageRules.etag(recording), rest.header("if-match").orElse(""));
        assertEquals(600_000 - OVERLAP, saved.resumedBytes());
        assertEquals(1, camb().requests(Origin.API).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 700_000})
    final void aLaterAttemptIsLimitedAsTheFirstIs(int brokenAt) throws IOException {
        // A short beginning is followed by a fresh start, a long one by the rest from storage: both stall.
        answerAudio(fromApi().resetAfter(brokenAt), fromApi().stallAfter(20_000));
        camb().storageAnswer(RUN.value(), fromStorage().stallAfter(20_000));
        Duration limit = Duration.ofMillis(400);
        TtsResults results =
                results(builder -> builder.timeouts(Timeouts.defaults().withIdle(limit))
                        .retryPolicy(new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
        long start = System.nanoTime();
        assertFails(ErrorKind.IDLE_TIMEOUT, () -> results.save(RUN, target()));
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(limit.plus(OVERSHOOT).plus(SCHEDULING)) < 0, () -> "too late, after " + took);
        assertNothingThere();
    }

    @Test
    final void resumingCanBeTurnedOff() throws IOException {
        answerAudio(fromApi().resetAfter(700_000), fromApi());
        SavedAudio saved = save(SaveOptions.defaults().withoutResuming());
        assertOnlyTarget(recording);
        assertEquals(0, saved.resumedBytes());
        assertEquals(0, requestsToStorage().size());
        assertRequests(2);
    }

    @Test
    final void aShortBeginningIsNotWorthResuming() throws IOException {
        answerAudio(fromApi().resetAfter(10_000), fromApi());
        assertEquals(0, save(SaveOptions.defaults()).resumedBytes());
        assertOnlyTarget(recording);
        assertEquals(0, requestsToStorage().size());
    }

    @Test
    final void aStreamOfTheHostsIsResumedToo() throws IOException {
        camb().recording(RUN.value(), recording);
        answerAudio(fromApi().resetAfter(700_000), Answer.status(404));
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        SavedAudio saved = retrying(2).saveTo(RUN, target, SaveOptions.defaults());
        assertArrayEquals(recording.bytes(), target.toByteArray());
        assertTrue(saved.resumedBytes() > 0, saved.toString());
    }

    @Test
    final void whatWasWrittenToAStreamIsNeverFollowedByAnotherRecording() {
        camb().recording(RUN.value(), Content.wav(SIZE + 2));
        answerAudio(fromApi().resetAfter(700_000), fromApi());
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        assertFails(
                ErrorKind.FILE,
                () -> retrying(3).saveTo(RUN, target, SaveOptions.defaults().withoutResuming()));
        assertTrue(target.size() <= 700_000);
    }

    /** What storage may answer that must lead to a fresh start, the API then giving the whole. */
    enum Misfit {
        RANGE_IGNORED,
        OTHER_BYTES,
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
    @EnumSource(Misfit.class)
    final void whatDoesNotFitIsNeverJoinedOn(Misfit misfit) throws IOException {
        Answer rest = StorageRules.partial(fromStorage(), recording, 700_000 - OVERLAP);
        Answer answer = switch (misfit) {
            case RANGE_IGNORED -> fromStorage();
            case OTHER_BYTES -> rest.body(Content.of(flipped(700_000 - OVERLAP)));
            case OTHER_START -> rest.header("Content-Range", "bytes 1-" + (SIZE - 1) + "/" + SIZE);
            case OTHER_TOTAL ->
                rest.header("Content-Range", "bytes " + (700_000 - OVERLAP) + "-" + (SIZE - 1) + "/" + (SIZE + 5));
            case NO_CONTENT_RANGE ->
                Answer.status(206).header("Content-Type", "audio/wav").body(recording.from(700_000 - OVERLAP));
            case PRECONDITION_FAILED -> StorageRules.error(412, "PreconditionFailed", "no");
            case RANGE_NOT_SATISFIABLE -> StorageRules.error(416, "InvalidRange", "no");
            case FORBIDDEN -> StorageRules.error(403, "SignatureDoesNotMatch", "no");
            case GONE -> StorageRules.error(404, "NoSuchKey", "no");
            case COMPRESSED -> rest.header("Content-Encoding", "gzip");
            case HTML -> rest.header("Content-Type", "text/html");
        };
        // Exactly at the position asked for, so that the fake need not know where the break was noticed.
        answerAudio(fromApi().framing(Framing.LENGTH).cutAfter(700_000), fromApi());
        camb().storageAnswer(RUN.value(), answer);
        SavedAudio saved = save(SaveOptions.defaults());
        assertOnlyTarget(recording);
        assertEquals(0, saved.resumedBytes());
    }

    @Test
    final void anotherVersionIsNeverJoinedOn() throws IOException {
        Answer otherVersion = fromStorage().header("ETag", "\"other\"");
        camb().storageAnswer(
                        RUN.value(),
                        fromStorage().cutAfter(600_000),
                        StorageRules.partial(otherVersion, recording, 600_000 - OVERLAP),
                        fromStorage());
        SavedAudio saved = save(SaveOptions.defaults().via(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(0, saved.resumedBytes());
    }

    private byte[] flipped(int from) {
        byte[] rest = recording.from(from).bytes();
        rest[OVERLAP / 2] ^= 1;
        return rest;
    }

    @Test
    final void anExpiredUrlIsMintedAnewOnce() throws IOException {
        camb().recording(RUN.value(), recording);
        Clock past = Clock.fixed(Instant.now().minus(Duration.ofHours(2)), ZoneOffset.UTC);
        String old = SignedUrl.make(storageUrl(), RUN.value(), past.instant(), Duration.ofHours(1));
        String fresh = SignedUrl.make(storageUrl(), RUN.value(), Instant.now(), Duration.ofHours(1));
        answerLink(Answer.link(old), Answer.link(fresh));
        save(SaveOptions.defaults().via(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(2, requestsToStorage().size());
    }

    @Test
    final void urlsThatAreAlwaysExpiredAreNotMintedInALoop() throws IOException {
        camb().storageAnswer(RUN.value(), StorageRules.expired());
        assertFails(
                ErrorKind.PERMISSION,
                () -> results().save(RUN, target(), SaveOptions.defaults().via(OutputType.FILE_URL)));
        assertTrue(camb().requests(Origin.API).size() <= 2, camb().requests().toString());
        assertTrue(requestsToStorage().size() <= 3, camb().requests().toString());
        assertNothingThere();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    final void aFreshUrlThatIsRefusedIsAskedOnceMore(int status) throws IOException {
        camb().recording(RUN.value(), recording);
        camb().storageAnswer(RUN.value(), StorageRules.error(status, "NoSuchKey", "not yet"), fromStorage());
        results().save(RUN, target(), SaveOptions.defaults().via(OutputType.FILE_URL));
        assertOnlyTarget(recording);
        assertEquals(2, requestsToStorage().size());
    }

    @Test
    final void storageMayRedirectThreeTimes() throws IOException {
        String hop = storageUrl() + "/audio/12345.flac?hop=";
        camb().storageAnswer(
                        RUN.value(),
                        redirect(hop + 1),
                        redirect(hop + 2),
                        redirect("/audio/12345.flac?hop=3"),
                        fromStorage());
        results().save(RUN, target(), SaveOptions.defaults().via(OutputType.FILE_URL));
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
    final void aFourthRedirectOfStorageIsAnError() throws IOException {
        camb().storageAnswer(RUN.value(), redirect(storageUrl() + "/audio/12345.flac?again"));
        assertFails(
                ErrorKind.UNEXPECTED_REDIRECT,
                () -> results().save(RUN, target(), SaveOptions.defaults().via(OutputType.FILE_URL)));
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
                "https://192.168.0.1/a"
            })
    final void aRedirectOfStorageToAnUnsafePlaceIsAnError(String location) throws IOException {
        camb().storageAnswer(RUN.value(), redirect(location));
        assertFails(
                ErrorKind.UNEXPECTED_REDIRECT,
                () -> results().save(RUN, target(), SaveOptions.defaults().via(OutputType.FILE_URL)));
        assertEquals(1, requestsToStorage().size());
        assertNothingThere();
    }

    private static Answer redirect(String location) {
        return Answer.status(302).header("Location", location);
    }

    /** Returns where this scene's storage is: wherever an unscripted link leads. */
    private URI storageUrl() throws IOException {
        URI link = results().link(RunId.of(1)).url();
        return URI.create(link.getScheme() + "://" + link.getRawAuthority());
    }
}
