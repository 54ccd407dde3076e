package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** The fake API responds like a FastAPI application built from the API's OpenAPI document. */
class FakeApiTest {

    private static final String NO_INTEGER =
            "{\"type\":\"int_parsing\",\"loc\":[\"path\",\"run_id\"],\"msg\":\"Input should be"
                    + " a valid integer, unable to parse string as an integer\",\"input\":\"%s\"}";
    private static final String NO_OUTPUT_TYPE =
            "{\"type\":\"enum\",\"loc\":[\"query\",\"output_type\"],\"msg\":\"Input should"
                    + " be 'raw_bytes' or 'file_url'\",\"input\":\"%s\",\"ctx\":{\"expected\":\"'raw_bytes' or 'file_url'\"}}";

    private final FakeCamb camb = new FakeCamb();

    private FakeResponse ask(String method, String target, String... keys) {
        return camb.answerTo(
                new ReceivedRequest(Origin.API, method, "/apis" + target, Map.of("x-api-key", List.of(keys))),
                URI.create("http://127.0.0.1:80/apis"),
                URI.create("http://127.0.0.1:81"));
    }

    private FakeResponse get(String target) {
        return ask("GET", target, "any");
    }

    private static String text(FakeResponse answer) {
        return new String(answer.body().bytes(), StandardCharsets.UTF_8);
    }

    private static String header(FakeResponse answer, String name) {
        return answer.headers(false).stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(FakeResponse.Header::value)
                .findFirst()
                .orElse("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "+7",
                "007",
                "7.0",
                "7.000",
                "0_7",
                "%37",
                "%207%09",
                "+0007.0",
                "7?output_type=file_url&more=1",
            })
    void whatPythonReadsAsSevenIsSeven(String id) {
        camb.run(7).answers(io.github.cambtts.OutputType.RAW_BYTES, FakeResponse.status(299));
        camb.run(7).answers(io.github.cambtts.OutputType.FILE_URL, FakeResponse.status(299));
        assertEquals(299, get("/tts-result/" + id).status());
    }

    @Test
    void singleUnderscoresBetweenDigitsCount() {
        camb.run(1_000).answers(io.github.cambtts.OutputType.RAW_BYTES, FakeResponse.status(299));
        assertEquals(299, get("/tts-result/1_000").status());
        assertEquals(299, get("/tts-result/1_0_0_0.0").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678901234567890123", "9223372036854775808", "0", "-0", "-5", "-1_000.0", "00_0"})
    void anIntegerThatIsNoRunIsABadRequest(String id) {
        FakeResponse answer = get("/tts-result/" + id);
        assertEquals(400, answer.status());
        assertEquals("{\"detail\":\"Invalid run ID\"}", text(answer));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "abc, abc",
                "1., 1.",
                "1.5, 1.5",
                ".0, .0",
                "1__0, 1__0",
                "_1, _1",
                "1_, 1_",
                "0_, 0_",
                "+-1, +-1",
                "--1, --1",
                "-+1, -+1",
                "++1, ++1",
                "1e3, 1e3",
                "0x10, 0x10",
                "1%201, 1 1",
                "%22%5C, \\\"\\\\",
                "%C3%A9, \u00e9",
                "%zz, %zz",
                "%D9%A3, \u0663",
                "1.0_0, 1.0_0",
                "d4f6ff1e-6ff0-4d2e-8a37-1d3c7f5a9b10, d4f6ff1e-6ff0-4d2e-8a37-1d3c7f5a9b10",
            })
    void whatIsNoIntegerIsUnprocessable(String id, String shown) {
        FakeResponse answer = get("/tts-result/" + id);
        assertEquals(422, answer.status());
        assertEquals("{\"detail\":[" + NO_INTEGER.formatted(shown) + "]}", text(answer));
        ApiDocument.assertDescribes(answer);
    }

    @Test
    void moreDigitsThanPythonConvertsAreUnprocessable() {
        assertEquals(400, get("/tts-result/" + "9".repeat(4300)).status());
        FakeResponse answer = get("/tts-result/" + "9".repeat(4301));
        assertEquals(422, answer.status());
        assertTrue(text(answer).contains("\"type\":\"int_parsing_size\""), () -> text(answer));
        ApiDocument.assertDescribes(answer);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "output_type=mp3, mp3",
                "output_type=RAW_BYTES, RAW_BYTES",
                "output_type=, ``",
                "output_type, ``",
                "output_type=file_url&output_type=mp3, mp3",
                "output_type=file_url&output_type, ``",
                "output_type=raw%20bytes, raw bytes",
                "output_type=raw+bytes, raw bytes",
                "output_type=%22, \\\"",
                "output%5Ftype=x, x",
            })
    void anUnknownOutputTypeIsUnprocessable(String query, String shown) {
        FakeResponse answer = get("/tts-result/7?" + query);
        assertEquals(422, answer.status());
        assertEquals("{\"detail\":[" + NO_OUTPUT_TYPE.formatted(shown) + "]}", text(answer));
        ApiDocument.assertDescribes(answer);
    }

    @Test
    void bothErrorsAreReportedTogether() {
        FakeResponse answer = get("/tts-result/a?output_type=b");
        assertEquals(
                "{\"detail\":[" + NO_INTEGER.formatted("a") + "," + NO_OUTPUT_TYPE.formatted("b") + "]}", text(answer));
        ApiDocument.assertDescribes(answer);
    }

    @ParameterizedTest
    @CsvSource({
        "output_type=file_url,application/json",
        "output_type=file%5Furl,application/json",
        "output_type=mp3&output_type=file_url,application/json",
        "output_type=file_url&unknown=1&OUTPUT_TYPE=mp3,application/json",
        "output_type=file_url&output_type=raw_bytes,audio/flac",
        "unknown=file_url,audio/flac",
        "&&,audio/flac",
    })
    void theLastOutputTypeCountsAndOtherParametersDoNot(String query, String mediaType) {
        assertEquals(mediaType, header(get("/tts-result/7?" + query), "Content-Type"));
    }

    @Test
    void aLinkIsTheDocumentedObjectAndCompact() {
        FakeResponse link = get("/tts-result/7?output_type=file_url");
        ApiDocument.assertDescribes(link);
        assertTrue(
                text(link).matches("\\{\"output_url\":\"http://127\\.0\\.0\\.1:81/audio/7\\.flac\\?[^\" ]+\"}"),
                text(link));
        assertEquals(Long.toString(link.body().length()), header(link, "Content-Length"));
    }

    @Test
    void audioIsChunkedWithoutAcceptRanges() {
        FakeResponse audio = camb.answerTo(
                new ReceivedRequest(
                        Origin.API,
                        "GET",
                        "/apis/tts-result/7",
                        Map.of("x-api-key", List.of("any"), "range", List.of("bytes=0-9"))),
                URI.create("http://127.0.0.1:80/apis"),
                URI.create("http://127.0.0.1:81"));
        assertEquals(200, audio.status());
        assertEquals(
                List.of("Content-Type: audio/flac", "Transfer-Encoding: chunked"),
                audio.headers(false).stream()
                        .map(header -> header.name() + ": " + header.value())
                        .toList());
    }

    @Test
    void theKeyIsCheckedBeforeTheParametersAndTheFirstOneCounts() {
        camb.requireKey("right");
        FakeResponse none = ask("GET", "/tts-result/abc?output_type=mp3");
        assertEquals(401, none.status());
        assertEquals("{\"detail\":\"Not authenticated\"}", text(none));
        assertEquals("APIKey", header(none, "WWW-Authenticate"));
        assertEquals("{\"detail\":\"Not authenticated\"}", text(ask("GET", "/tts-result/7", "", "right")));
        assertEquals("{\"error\":\"Invalid API key\",\"status\":401}", text(ask("GET", "/tts-result/7", "wrong")));
        assertEquals(401, ask("GET", "/tts-result/7", "wrong", "right").status());
        assertEquals(200, ask("GET", "/tts-result/7", "right", "wrong").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"})
    void anotherMethodIsNotAllowedWhateverTheKey(String method) {
        FakeResponse answer = ask(method, "/tts-result/abc");
        assertEquals(405, answer.status());
        assertEquals("{\"detail\":\"Method Not Allowed\"}", text(answer));
        assertEquals("GET", header(answer, "Allow"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/tts-result",
                "/tts-result/",
                "/tts-result//",
                "/tts-result/7/x",
                "/tts-result/7%2F8",
                "/TTS-RESULT/7",
                "/tts-results/7",
                "/tts-result//7"
            })
    void anUnknownPathOrAnEmptyIdIsNotFound(String path) {
        FakeResponse answer = get(path);
        assertEquals(404, answer.status());
        assertEquals("{\"detail\":\"Not Found\"}", text(answer));
    }

    @ParameterizedTest
    @CsvSource({
        "/tts-result/7/,/tts-result/7",
        "/tts-result/7//,/tts-result/7",
        "/tts-result/7%2F,/tts-result/7",
        "/tts-result/7/?output_type=file_url&x=%20y,/tts-result/7?output_type=file_url&x=%20y",
        "/tts-result/a%20b/,/tts-result/a%20b",
    })
    void aTrailingSlashIsRedirectedWithTheQueryKept(String target, String location) {
        for (String method : List.of("GET", "POST")) {
            FakeResponse answer = ask(method, target);
            assertEquals(307, answer.status());
            assertEquals("http://127.0.0.1:80/apis" + location, header(answer, "Location"));
            assertEquals("0", header(answer, "Content-Length"));
        }
    }

    static Stream<Arguments> targets() {
        return Stream.of(
                Arguments.of("GET", "/tts-result/7?output_type=file_url", "any"),
                Arguments.of("GET", "/tts-result/x", "any"),
                Arguments.of("GET", "/tts-result/0", "any"),
                Arguments.of("GET", "/tts-result/7", ""),
                Arguments.of("GET", "/tts-result/7/", "any"),
                Arguments.of("GET", "/nothing", "any"),
                Arguments.of("HEAD", "/tts-result/7", "any"));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void everyResponseIsDescribedByTheDocumentOrListedAsUndocumented(String method, String target, String key) {
        FakeResponse answer = ask(method, target, key);
        if (ApiDocument.describes(answer.status())) {
            ApiDocument.assertDescribes(answer);
        } else {
            assertTrue(
                    ApiDocument.UNDOCUMENTED_STATUSES.containsKey(answer.status()),
                    () -> "not listed: " + answer.status());
        }
    }

    @Test
    void theDocumentRejectsWrongResponses() {
        assertAll(
                () -> assertThrows(
                        AssertionFailedError.class,
                        () -> ApiDocument.assertDescribes(
                                FakeResponse.json(422, "{\"detail\":[{\"loc\":[],\"msg\":\"\"}]}"))),
                () -> assertThrows(
                        AssertionFailedError.class,
                        () -> ApiDocument.assertDescribes(FakeResponse.json(200, "{\"output_url\":7}"))),
                () -> ApiDocument.UNDOCUMENTED_STATUSES
                        .keySet()
                        .forEach(status -> assertEquals(false, ApiDocument.describes(status))));
    }
}
