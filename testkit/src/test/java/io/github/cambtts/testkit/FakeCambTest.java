package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.StatusException;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a host scripts the fake service and verifies requests. */
@Timeout(30)
class FakeCambTest {

    private static final String KEY = "the-key-of-the-account";
    private static final RunId RUN = RunId.of(7);

    private final FakeCamb camb = new FakeCamb();
    private final ScriptedTransport transport = new ScriptedTransport(camb);
    private final TtsResults results = client(RetryPolicy.none());

    private TtsResults client(RetryPolicy retries) {
        return TtsResults.builder()
                .apiKey(KEY)
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(transport)
                .retryPolicy(retries)
                .build();
    }

    @AfterEach
    void close() {
        results.close();
        transport.close();
    }

    private byte[] readAll() throws IOException {
        try (AudioStream audio = results.open(RUN)) {
            return audio.readAllBytes();
        }
    }

    private TtsException failure() {
        return assertThrows(TtsException.class, this::readAll);
    }

    private static byte[] audio() {
        return Content.flacLike(5_000).bytes();
    }

    private void save(OutputType via) throws IOException {
        save(results, via);
    }

    private void save(TtsResults client, OutputType via) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        client.saveTo(RUN, target, SaveOptions.defaults().withOutputType(via));
        assertArrayEquals(camb.run(RUN).audio().bytes(), target.toByteArray());
    }

    @Test
    void theAudioIsWhatWasSet() throws IOException {
        camb.run(RUN).audio(audio());
        assertArrayEquals(audio(), readAll());
        camb.received(RUN).once();
    }

    @Test
    void aRunThatIsNotFoundStaysSo() {
        camb.run(RUN).notFound();
        assertEquals(ErrorKind.NOT_FOUND, failure().kind());
        assertEquals(ErrorKind.NOT_FOUND, failure().kind());
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertThrows(TtsException.class, () -> results.link(RUN)).kind());
        camb.received(RUN).times(3);
    }

    @Test
    void aLongRetryAfterIsReturnedWithoutWaiting() {
        camb.run(RUN).rateLimited(Duration.ofMillis(119_001));
        try (TtsResults retrying = client(RetryPolicy.defaults())) {
            StatusException limited = assertThrows(StatusException.class, () -> retrying.open(RUN));
            assertEquals(ErrorKind.RATE_LIMITED, limited.kind());
            assertEquals(Duration.ofSeconds(120), limited.retryAfter().orElseThrow());
        }
        camb.received(RUN).once();
    }

    @Test
    void incidentsHappenInOrderEachOnce() throws IOException {
        camb.run(RUN).serverError(2).rateLimited(Duration.ZERO).cutAfter(10).audio(audio());
        assertEquals(ErrorKind.SERVER, failure().kind());
        assertEquals(ErrorKind.SERVER, failure().kind());
        assertEquals(ErrorKind.RATE_LIMITED, failure().kind());
        // The next incident does not apply to the link and is kept.
        results.link(RUN);
        assertEquals(ErrorKind.TRUNCATED, failure().kind());
        assertArrayEquals(audio(), readAll());
        camb.received(RUN).times(6);
    }

    @Test
    void theLastOfAudioAnswersAndNotFoundCounts() throws IOException {
        camb.run(RUN).notFound();
        camb.run(RUN).serverError(1).audio(audio());
        assertEquals(ErrorKind.SERVER, failure().kind());
        assertArrayEquals(audio(), readAll());
        results.link(RUN);
        camb.run(RUN).storageAnswers(StorageResponses.error(404, "NoSuchKey", "gone"));
        camb.run(RUN).audio(Content.flac(10_000));
        save(OutputType.FILE_URL);
        camb.run(RUN).answers(FakeResponse.error(410)).notFound();
        assertEquals(404, failure().status().orElse(0));
        camb.run(RUN).notFound().answers(FakeResponse.error(410));
        assertEquals(410, failure().status().orElse(0));
    }

    @Test
    void aRequestTakesTheFirstIncidentThatAppliesToIt() throws IOException {
        camb.run(RUN).expiredLink().rateLimited(Duration.ofSeconds(1));
        assertEquals(ErrorKind.RATE_LIMITED, failure().kind());
        save(OutputType.FILE_URL);
        camb.received(RUN).to(Origin.STORAGE).times(2);

        camb.run(RUN).audio(audio()).cutAfter(10).serverError(2);
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    ErrorKind.SERVER,
                    assertThrows(TtsException.class, () -> results.link(RUN)).kind());
        }
        results.link(RUN);
        assertEquals(ErrorKind.TRUNCATED, failure().kind());
        assertArrayEquals(audio(), readAll());
    }

    @Test
    void anIncidentThatAnswersByItselfLeavesTheScriptedResponse() throws IOException {
        camb.run(RUN)
                .answers(FakeResponse.error(410), FakeResponse.audio(Content.of(audio())))
                .rateLimited(Duration.ofSeconds(1));
        assertEquals(ErrorKind.RATE_LIMITED, failure().kind());
        assertEquals(410, failure().status().orElse(0));
        assertArrayEquals(audio(), readAll());
        camb.run(RUN).audio(audio()).expiredLink();
        camb.run(RUN).storageAnswers(FakeResponse.error(410), FakeResponse.audio(Content.of(audio())));
        assertEquals(
                410,
                assertThrows(TtsException.class, () -> save(OutputType.FILE_URL))
                        .status()
                        .orElse(0));
        camb.received(RUN).to(Origin.STORAGE).times(2);
    }

    @Test
    void onlyAudioIsCut() throws IOException {
        camb.run(RUN)
                .answers(FakeResponse.error(410), FakeResponse.audio(Content.of(audio())))
                .cutAfter(10);
        assertEquals(410, failure().status().orElse(0));
        assertEquals(ErrorKind.TRUNCATED, failure().kind());
        assertArrayEquals(audio(), readAll());
    }

    @Test
    void aDelayIsAddedToThatOfTheResponse() throws IOException {
        camb.run(RUN)
                .answers(FakeResponse.audio(Content.of(audio())).delayed(Duration.ofMillis(200)))
                .delay(Duration.ofMillis(100));
        long start = System.nanoTime();
        readAll();
        assertTrue(System.nanoTime() - start >= 300_000_000);
    }

    @Test
    void aStallReplacesAPause() {
        CountDownLatch open = new CountDownLatch(1);
        open.countDown();
        camb.run(RUN)
                .answers(FakeResponse.audio(Content.of(audio()))
                        .pauseAfter(10, open)
                        .cutAfter(20)
                        .stallAfter(20));
        TtsResults limited = TtsResults.builder()
                .apiKey("any")
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(transport)
                .timeouts(Timeouts.defaults().withIdle(Duration.ofMillis(50)))
                .retryPolicy(RetryPolicy.none())
                .build();
        assertEquals(
                ErrorKind.IDLE_TIMEOUT,
                assertThrows(TtsException.class, () -> {
                            try (AudioStream audio = limited.open(RUN)) {
                                audio.readAllBytes();
                            }
                        })
                        .kind());
    }

    @Test
    void aTokenInsteadOfAParameterIsNotShown() {
        ReceivedRequest request = new ReceivedRequest(Origin.STORAGE, "GET", "/a.flac?SECRET&b=SECRET", Map.of());
        assertEquals("GET /a.flac?(hidden)&b=(hidden) to STORAGE", request.summary());
    }

    @Test
    void aServerMayFailAsOftenAsWanted() {
        camb.run(RUN).serverError(Integer.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            assertEquals(ErrorKind.SERVER, failure().kind());
        }
    }

    @Test
    void anIncidentComesBeforeTheScriptedResponses() throws IOException {
        camb.run(RUN)
                .answers(FakeResponse.error(404), FakeResponse.audio(Content.of(audio())))
                .serverError(1);
        assertEquals(ErrorKind.SERVER, failure().kind());
        assertEquals(ErrorKind.NOT_FOUND, failure().kind());
        assertArrayEquals(audio(), readAll());
    }

    @Test
    void anExpiredLinkIsReplaced() throws IOException {
        camb.run(RUN).expiredLink();
        save(OutputType.FILE_URL);
        camb.received(RUN).to(Origin.API).times(2);
        camb.received(RUN).to(Origin.STORAGE).times(2);
    }

    @Test
    void aSaveThatIsCutIsResumedFromStorage() throws IOException {
        camb.run(RUN).audio(Content.flac(1_000_000)).cutAfter(700_000);
        try (TtsResults retrying = client(new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO))) {
            save(retrying, OutputType.RAW_BYTES);
        }
        camb.received(RUN).to(Origin.STORAGE).once();
    }

    @Test
    void anAnswerIsDelayedOrThrottled() throws IOException {
        camb.run(RUN).audio(audio()).delay(Duration.ofMillis(150));
        assertTrue(millisToRead() >= 150);
        camb.run(RUN).answers(FakeResponse.audio(Content.of(audio())).throttled(20_000));
        assertTrue(millisToRead() >= 200);
    }

    private long millisToRead() throws IOException {
        long start = System.nanoTime();
        assertArrayEquals(audio(), readAll());
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    @Test
    void aDelayedAnswerIsGivenUpWhenTheClientIsClosed() throws InterruptedException {
        camb.run(RUN).delay(Duration.ofHours(1));
        var pending = results.fetchAsync(RUN, OutputType.RAW_BYTES);
        while (camb.requests().isEmpty()) {
            Thread.sleep(5);
        }
        results.close();
        assertThrows(Exception.class, pending::join);
    }

    @Test
    void aResponseMayBeAFailedConnection() {
        camb.run(RUN)
                .answers(
                        FakeResponse.connectionRefused(),
                        FakeResponse.unknownHost(),
                        FakeResponse.untrustedCertificate());
        assertEquals(ErrorKind.CONNECT, failure().kind());
        assertEquals(ErrorKind.DNS, failure().kind());
        assertEquals(ErrorKind.TLS, failure().kind());
    }

    @Test
    void aHeaderCanBeRepeated() {
        FakeResponse answer =
                FakeResponse.status(200).header("A", "1").addHeader("a", "2").addHeader("A", "3");
        assertEquals(
                List.of("1", "2", "3"),
                answer.headers(false).stream()
                        .filter(header -> header.name().equalsIgnoreCase("a"))
                        .map(FakeResponse.Header::value)
                        .toList());
    }

    @Test
    void everyMethodThatTakesARunsNumberTakesItsRunIdToo() throws NoSuchMethodException {
        for (Method method : FakeCamb.class.getDeclaredMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (Modifier.isPublic(method.getModifiers()) && parameters.length > 0 && parameters[0] == long.class) {
                parameters[0] = RunId.class;
                assertNotNull(FakeCamb.class.getMethod(method.getName(), parameters));
            }
        }
    }

    @Test
    void aRequiredKeyCanBeRemoved() throws IOException {
        camb.requireKey("another");
        assertEquals(ErrorKind.AUTHENTICATION, failure().kind());
        camb.acceptAnyKey();
        readAll();
    }

    @Test
    void aLinkHasTheLifetimeThatIsSet() throws IOException {
        camb.linkLifetime(Duration.ofMinutes(5));
        assertTrue(results.link(RUN).url().getQuery().contains("X-Amz-Expires=300"));
        assertThrows(IllegalArgumentException.class, () -> camb.linkLifetime(Duration.ofMillis(999)));
        assertThrows(IllegalArgumentException.class, () -> camb.linkLifetime(Duration.ofDays(8)));
    }

    @Test
    void aResetRemovesEverythingScripted() throws IOException {
        camb.run(RUN).notFound();
        camb.requireKey("another");
        camb.linkLifetime(Duration.ofMinutes(5));
        failure();
        camb.reset();
        camb.received(RUN).never();
        assertArrayEquals(Content.speech().bytes(), readAll());
        assertTrue(results.link(RUN).url().getQuery().contains("X-Amz-Expires=3600"));
    }

    @Test
    void aVerificationThatFailsListsWhatWasAskedWithoutSecrets() throws IOException {
        save(OutputType.FILE_URL);
        results.open(RunId.of(8)).close();
        AssertionError failure =
                assertThrows(AssertionError.class, () -> camb.received(RUN).once());
        assertEquals("""
                expected 1 request about run 7, but there were 2. All that was received:
                  1. GET /apis/tts-result/7?output_type=file_url to API
                  2. GET /audio/7.flac?X-Amz-Algorithm=(hidden)&X-Amz-Credential=(hidden)&X-Amz-Date=(hidden)\
                &X-Amz-Expires=(hidden)&X-Amz-Security-Token=(hidden)&X-Amz-SignedHeaders=(hidden)\
                &X-Amz-Signature=(hidden) to STORAGE
                  3. GET /apis/tts-result/8?output_type=raw_bytes to API""", failure.getMessage());
        assertEquals(
                "expected no request about run 8 to API, but there was 1.",
                assertThrows(
                                AssertionError.class,
                                () -> camb.received(8).to(Origin.API).never())
                        .getMessage()
                        .replaceFirst(" All[^$]*", ""));
        camb.received(9).never();
    }

    @Test
    void aVerificationMatchesHeadersAndSeesWhatElseWasReceived() throws IOException {
        save(OutputType.FILE_URL);
        camb.received(RUN)
                .matching("with the key", request -> request.header("x-api-key").isPresent())
                .once();
        camb.received(RUN).nothingElse();
        results.open(RunId.of(8)).close();
        AssertionError failure =
                assertThrows(AssertionError.class, () -> camb.received(RUN).nothingElse());
        assertTrue(
                String.valueOf(failure.getMessage())
                        .startsWith(
                                "expected nothing but requests about run 7, but there were 2. All that was received:"),
                failure::getMessage);
    }

    @Test
    void aVerificationWaitsForARequest() throws Exception {
        CompletableFuture<Void> verified = CompletableFuture.runAsync(
                () -> camb.received(RUN).within(Duration.ofSeconds(20)).once());
        readAll();
        verified.get(20, TimeUnit.SECONDS);
        assertThrows(
                AssertionError.class,
                () -> camb.received(RUN).within(Duration.ofMillis(1)).times(2));
    }

    @Test
    void ifOnlyScriptedRunsExistAnyOtherIsNotFound() throws IOException {
        camb.onlyScriptedRuns();
        assertEquals(ErrorKind.NOT_FOUND, failure().kind());
        camb.run(RUN).serverError(1);
        assertEquals(ErrorKind.SERVER, failure().kind());
        assertArrayEquals(Content.speech().bytes(), readAll());
        camb.reset();
        results.open(RunId.of(8)).close();
    }

    @Test
    void aRequestIsShownWithoutTheKeyWhereverItIs() throws IOException {
        save(OutputType.FILE_URL);
        String shown = camb.requests().toString();
        assertFalse(shown.contains(KEY) || shown.contains(FakeCamb.SIGNATURE), shown);
        assertTrue(shown.contains("x-api-key=[(hidden)]"), shown);
        assertTrue(shown.contains("accept-encoding=[identity]"), shown);
        ReceivedRequest leaking = new ReceivedRequest(
                Origin.API,
                "GET",
                "/" + KEY + "?output_type=" + KEY + "&key=" + KEY,
                Map.of("x-api-key", List.of(KEY)));
        assertFalse(leaking.toString().contains(KEY), leaking.toString());
        assertFalse(leaking.summary().contains(KEY), leaking.summary());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cr3t%2DKEY+\u00e9",
                "s3cr3t%2dKEY%2b%C3%A9",
                "%733cr3t-KEY%2B%c3%a9",
                "s3cr3t%252DKEY%252b%25C3%25A9",
            })
    void aKeyThatIsSentPercentEncodedIsNotShown(String encoded) {
        ReceivedRequest leaking = new ReceivedRequest(
                Origin.API, "GET", "/a/" + encoded + "/b", Map.of("x-api-key", List.of("s3cr3t-KEY+\u00e9")));
        assertEquals("GET /a/(hidden)/b to API", leaking.summary());
        assertEquals("/a/(hidden)/b", leaking.withoutSecrets().target());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 405, 408, 410, 418, 422, 429, 500, 502, 503, 504})
    void everyStatusHasADefaultThatTheLibraryReads(int status) {
        FakeResponse answer = FakeResponse.error(status);
        camb.run(RUN).answers(answer);
        StatusException failure = (StatusException) failure();
        assertEquals(status, failure.status().orElse(0));
        assertTrue(!failure.serverMessage().isEmpty(), failure.toString());
        if (ApiDocument.describes(status)) {
            ApiDocument.assertDescribes(answer);
        }
    }
}
