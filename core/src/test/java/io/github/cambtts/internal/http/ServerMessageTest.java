package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's own reason reaches the message, whatever shape and media type it has. */
class ServerMessageTest {

    private static String message(String body, Object json) {
        return ServerMessage.of(new BoundedText.Beginning(body, false), text -> json)
                .text();
    }

    private static Object nested(Object innermost, int depth) {
        return depth == 0 ? innermost : Map.of("error", nested(innermost, depth - 1));
    }

    static List<Arguments> documents() {
        return List.of(
                Arguments.of("no", Map.of("detail", "no")),
                Arguments.of("no", Map.of("error", Map.of("code", 7, "message", "no"))),
                Arguments.of("no", Map.of("detail", Map.of("message", "no"))),
                Arguments.of("no; never", Map.of("detail", List.of("no", "never"))),
                Arguments.of("no; never", Map.of("errors", List.of(Map.of("message", "no"), "never"))),
                Arguments.of("no", List.of(Map.of("msg", "no"))),
                Arguments.of("no", "no"),
                Arguments.of("no", Map.of("Message", "no")),
                Arguments.of("no", Map.of("msg", " no ")),
                Arguments.of("no", Map.of("fault", Map.of("faultstring", "no", "detail", Map.of("errorcode", "x")))),
                Arguments.of("Forbidden", Map.of("type", "about:blank", "title", "Forbidden", "status", 403)),
                Arguments.of("Forbidden: no", Map.of("title", "Forbidden", "status", 403, "detail", "no")),
                Arguments.of("Not Found: no", Map.of("status", 404, "error", "Not Found", "message", "no")),
                Arguments.of(
                        "path.run_id: no",
                        Map.of("detail", List.of(Map.of("loc", List.of("path", "run_id"), "msg", "no")))),
                Arguments.of("a; b; c; d; e", List.of("a", "b", "c", "d", "e", "f")),
                Arguments.of("no", Map.of("error", Collections.singletonMap("message", "no"), "message", "no")),
                Arguments.of("{body", Map.of("code", 7)),
                Arguments.of("{body", Collections.singletonMap("detail", null)),
                Arguments.of("{body", nested("no", 9)));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void aMessageIsFoundInJsonOfAnyShape(String said, Object document) {
        assertEquals(said, message("{body", document));
        assertEquals(said, message("\uFEFF {body", document));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/octet-stream", "application/json; charset=utf-8", "", "text/html"})
    void theBodyDecidesWhatItIs(String mediaType) {
        Map<String, List<String>> headers = Map.of("content-type", List.of(mediaType));
        assertTrue(refusal(422, headers, "{\"detail\":\"no\"}").contains(": no. Check"), mediaType);
        assertTrue(refusal(422, headers, "\uFEFF{\"detail\":\"no\"}").contains(": no. Check"), mediaType);
        assertTrue(refusal(422, headers, "no such run").contains(": no such run. Check"), mediaType);
        assertTrue(refusal(403, headers, "<Error><Code>AccessDenied</Code></Error>")
                .contains(": AccessDenied."));
        assertTrue(refusal(502, headers, "<html>Bad Gateway</html>").contains("run 1. Try"), mediaType);
        assertTrue(refusal(500, headers, "\0\0\0\1").contains("run 1. Try"), mediaType);
    }

    @Test
    void ofALongDocumentTheBeginningIsShown() {
        String said = refusal(422, Map.of(), "{\"detail\":[{\"msg\":\"no integer\",\"input\":\"" + "x".repeat(70_000));
        assertTrue(said.contains("no integer") && said.length() < 800, said);
    }

    @Test
    void aCompressedBodyIsNotShown() {
        String said = refusal(500, Map.of("content-encoding", List.of("gzip")), "abc");
        assertTrue(said.contains("run 1. Try"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "", "audio/flac"})
    void aRunThatHasNotFinishedIsSaidToBeSo(String mediaType) {
        Map<String, List<String>> headers = Map.of("content-type", List.of(mediaType));
        String said = refusal(200, headers, "{\"status\":\"PENDING\"}");
        assertTrue(said.contains("says: PENDING. The run has not finished"), said);
        assertTrue(refusal(202, headers, "{\"status\":\"PENDING\"}").contains("The run has not finished"));
    }

    @Test
    void aLinkOfARunThatHasNotFinishedSaysSoToo() {
        try (TtsResults results = results(200, Map.of(), "{\"status\":\"PENDING\"}")) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RunId.of(1)));
            assertTrue(failure.getMessage().contains("The run has not finished"), failure.getMessage());
        }
    }

    private static String refusal(int status, Map<String, List<String>> headers, String body) {
        try (TtsResults results = results(status, headers, body)) {
            return String.valueOf(assertThrows(TtsException.class, () -> results.open(RunId.of(1)))
                    .getMessage());
        }
    }

    private static TtsResults results(int status, Map<String, List<String>> headers, String body) {
        return StubTransport.results(
                "https://api.example/apis", request -> StubTransport.answer(status, headers, body));
    }
}
