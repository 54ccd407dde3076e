package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which failures are retried, when, and how often: by core only. */
class RetryingTest extends InMemory {

    private static final Duration SHORT = Duration.ofMillis(5);
    private static final RetryPolicy TWICE_MORE = new RetryPolicy(2, SHORT, SHORT, Duration.ofSeconds(1));

    private TtsResults retrying() {
        return results(builder -> builder.retryPolicy(TWICE_MORE));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aTransientStatusIsRetriedUpToTheLimit(int status) throws IOException {
        FakeResponse busy = FakeResponse.status(status).header("Retry-After", "0");
        FakeResponse audio = FakeResponse.audio(Content.flacLike(100));
        answerAudio(busy, busy, audio);
        try (AudioStream stream = retrying().open(RUN)) {
            assertEquals(100, stream.readAllBytes().length);
        }
        assertRequests(3);
        answerAudio(busy);
        TtsException failure = assertFails(
                ErrorKind.valueOf(status == 429 ? "RATE_LIMITED" : "SERVER"),
                () -> retrying().open(RUN));
        assertEquals(3, failure.attempts());
        assertEquals(2, failure.getSuppressed().length);
        assertRequests(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 422, 501})
    void aPermanentStatusIsNotRetried(int status) {
        answerAudio(FakeResponse.status(status).header("Retry-After", "0"));
        TtsException failure = assertFails(kindOf(status), () -> retrying().open(RUN));
        assertEquals(1, failure.attempts());
        assertRequests(1);
    }

    private static ErrorKind kindOf(int status) {
        return switch (status) {
            case 401 -> ErrorKind.AUTHENTICATION;
            case 403 -> ErrorKind.PERMISSION;
            case 404 -> ErrorKind.NOT_FOUND;
            case 501 -> ErrorKind.SERVER;
            default -> ErrorKind.INVALID_REQUEST;
        };
    }

    @Test
    void aBreakBeforeTheFirstByteIsRetried() throws IOException {
        Content content = Content.flacLike(20_000);
        answerAudio(
                FakeResponse.audio(content).cutAfter(0),
                FakeResponse.audio(content).resetAfter(2),
                FakeResponse.audio(content));
        try (AudioStream stream = retrying().open(RUN)) {
            assertArrayEquals(content.bytes(), stream.readAllBytes());
        }
        assertRequests(3);
    }

    @Test
    void aBreakAfterBytesWereReturnedIsNotRetried() throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(200_000))
                .framing(FakeResponse.Framing.LENGTH)
                .cutAfter(100_000));
        try (AudioStream stream = retrying().open(RUN)) {
            assertFails(ErrorKind.TRUNCATED, stream::readAllBytes);
        }
        assertRequests(1);
    }

    @Test
    void aWaitEndsAtOnceWhenTheClientIsClosed() throws Exception {
        answerAudio(FakeResponse.status(503).header("Retry-After", "30"));
        TtsResults results =
                results(builder -> builder.retryPolicy(new RetryPolicy(1, SHORT, SHORT, Duration.ofMinutes(1))));
        Thread other = new Thread(() -> {
            try {
                await("the request", () -> !camb().requests().isEmpty());
                results.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();
        long start = System.nanoTime();
        assertFails(ErrorKind.CANCELLED, () -> results.open(RUN));
        other.join();
        assertEquals(0, Duration.ofNanos(System.nanoTime() - start).toSeconds() / 10);
        assertRequests(1);
    }
}
