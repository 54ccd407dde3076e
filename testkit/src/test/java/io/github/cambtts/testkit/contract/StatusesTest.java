package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each error status means; a redirect of the API is an error too. */
class StatusesTest extends InMemory {

    private static final String LIST =
            "{\"detail\":[{\"type\":\"int_parsing\",\"loc\":[\"path\",\"run_id\"],\"msg\":\"Input"
                    + " should be a valid integer\",\"input\":\"abc\"},{\"type\":\"enum\",\"loc\":[\"query\",\"output_type\"],"
                    + "\"msg\":\"Input should be 'raw_bytes' or 'file_url'\",\"input\":\"mp3\"}]}";

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(
                        FakeResponse.json(400, "{\"detail\":\"Invalid run ID\"}"),
                        ErrorKind.INVALID_REQUEST,
                        "Invalid run ID"),
                Arguments.of(
                        FakeResponse.json(401, "{\"detail\":\"Not authenticated\"}")
                                .header("WWW-Authenticate", "APIKey"),
                        ErrorKind.AUTHENTICATION,
                        "Not authenticated"),
                Arguments.of(
                        FakeResponse.json(401, "{\"error\":\"Invalid API key\",\"status\":401}"),
                        ErrorKind.AUTHENTICATION,
                        "Invalid API key"),
                Arguments.of(FakeResponse.json(402, "{\"detail\":\"Top up\"}"), ErrorKind.PAYMENT_REQUIRED, "Top up"),
                Arguments.of(FakeResponse.json(403, "{\"detail\":\"No\"}"), ErrorKind.PERMISSION, "No"),
                Arguments.of(FakeResponse.json(404, "{\"detail\":\"Not Found\"}"), ErrorKind.NOT_FOUND, "Not Found"),
                Arguments.of(FakeResponse.json(405, "{\"detail\":\"Method\"}"), ErrorKind.INVALID_REQUEST, "Method"),
                Arguments.of(FakeResponse.status(408), ErrorKind.SERVER, ""),
                Arguments.of(FakeResponse.status(410), ErrorKind.NOT_FOUND, ""),
                Arguments.of(FakeResponse.status(421), ErrorKind.INVALID_REQUEST, ""),
                Arguments.of(
                        FakeResponse.json(422, LIST),
                        ErrorKind.INVALID_REQUEST,
                        "path.run_id: Input should be a valid integer; query.output_type: Input should be 'raw_bytes' or"
                                + " 'file_url'"),
                Arguments.of(FakeResponse.json(422, "{\"detail\":\"Not so\"}"), ErrorKind.INVALID_REQUEST, "Not so"),
                Arguments.of(FakeResponse.json(429, "{\"detail\":\"Slow down\"}"), ErrorKind.RATE_LIMITED, "Slow down"),
                Arguments.of(
                        FakeResponse.status(500)
                                .header("Content-Type", "text/plain; charset=utf-8")
                                .body(Content.of("Internal Server Error")),
                        ErrorKind.SERVER,
                        "Internal Server Error"),
                Arguments.of(
                        FakeResponse.status(502)
                                .header("Content-Type", "text/html")
                                .body(Content.of("<h1>Bad Gateway</h1>")),
                        ErrorKind.SERVER,
                        ""),
                Arguments.of(FakeResponse.json(503, "{broken"), ErrorKind.SERVER, "{broken"),
                Arguments.of(FakeResponse.status(503).header("Retry-After", "0"), ErrorKind.SERVER, ""),
                Arguments.of(FakeResponse.status(504), ErrorKind.SERVER, ""));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void anErrorStatusCarriesTheServersMessage(FakeResponse answer, ErrorKind kind, String serverMessage) {
        answerAudio(answer);
        answerLink(answer);
        StatusException failure = assertInstanceOf(StatusException.class, assertFails(kind, this::readAll));
        assertEquals(OptionalInt.of(answer.status()), failure.status());
        assertEquals(serverMessage, failure.serverMessage());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("run 12345") && message.contains(serverMessage), message);
        assertEquals(1, failure.attempts());
        assertRequests(1);
        assertFails(kind, () -> results().link(RUN));
        assertRequests(2);
    }

    @Test
    void theRequestIdAndRetryAfterAreReturned() {
        answerAudio(FakeResponse.status(429).header("X-Request-Id", "req-7").header("Retry-After", "17"));
        StatusException failure =
                assertInstanceOf(StatusException.class, assertFails(ErrorKind.RATE_LIMITED, this::readAll));
        assertEquals(Optional.of("req-7"), failure.requestId());
        assertEquals(Optional.of(Duration.ofSeconds(17)), failure.retryAfter());
        assertTrue(failure.isRetryable());
    }

    @Test
    void theServersMessageIsEscapedBoundedAndWithoutSecrets() {
        String body = "{\"detail\":\"line\\nfeed \\u001b[31m " + KEY + " https://s.example/a?X-Amz-Signature="
                + FakeCamb.SIGNATURE + " " + "x".repeat(10_000) + "\"}";
        answerAudio(FakeResponse.json(400, body).header("X-Request-Id", KEY));
        TtsException failure = assertFails(ErrorKind.INVALID_REQUEST, this::readAll);
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("line feed \\u001b[31m [hidden]"), message);
        assertTrue(message.length() < 1_000, message);
        assertFalse(failure.requestId().orElse("").contains(KEY));
    }

    @Test
    void anErrorBodyIsReadToItsLimitAndNoFurther() throws IOException {
        // 300 MB, of which the fake service generates only the part that is sent.
        answerAudio(
                FakeResponse.status(500).header("Content-Type", "text/plain").body(Content.wav(300_000_000)),
                FakeResponse.audio(Content.flacLike(100)));
        assertFails(ErrorKind.SERVER, this::readAll);
        assertEquals(100, readAll().length);
    }

    @Test
    void anErrorBodyThatBreaksOffDoesNotHideTheStatus() {
        answerAudio(FakeResponse.json(404, "{\"detail\":\"Not Found\"}").cutAfter(5));
        assertFails(ErrorKind.NOT_FOUND, this::readAll);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 304, 307, 308})
    void aRedirectOfTheApiIsAnErrorAndNotFollowed(int status) {
        answerAudio(FakeResponse.status(status).header("Location", endpoint().baseUrl() + "/tts-result/777"));
        assertFails(ErrorKind.UNEXPECTED_REDIRECT, this::readAll);
        assertRequests(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 206})
    void anotherSuccessStatusIsAnError(int status) {
        answerAudio(FakeResponse.audio(Content.flacLike(100)).withStatus(status));
        assertFails(ErrorKind.UNEXPECTED_CONTENT, this::readAll);
    }

    @Test
    void status407IsAProxyError() {
        answerAudio(FakeResponse.status(407).header("Proxy-Authenticate", "Basic realm=\"x\""));
        assertFails(ErrorKind.PROXY, this::readAll);
        assertRequests(1);
    }
}
