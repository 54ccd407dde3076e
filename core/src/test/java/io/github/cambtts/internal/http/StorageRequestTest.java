package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.transport.ResultRequest;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The requests to storage are the same over every HTTP stack, however a stack would change a URL. */
class StorageRequestTest {

    private final RequestFactory requests =
            new RequestFactory(URI.create("https://api.example/apis"), "a-key", Duration.ofSeconds(1), Map.of());

    @ParameterizedTest
    @CsvSource({
        "https://s.example/a/../%2e//b?x='%2F', https://s.example/a/../%2e//b?x='%2F'",
        "https://s.example/a?, https://s.example/a",
        "https://s.example/a?x#part, https://s.example/a?x",
        "https://s.example/a?#part, https://s.example/a"
    })
    void theUrlIsSentWithoutFragmentAndEmptyQuery(String url, String sent) {
        assertEquals(sent, requests.storage(URI.create(url), 0, "").url().toString());
        assertEquals(sent, requests.storage(URI.create(url), 7, "").url().toString());
    }

    private static TtsException refusal(String query, int status, Map<String, List<String>> sent) {
        try (TtsResults results = StubTransport.results("https://api.example/apis", request -> {
            if (request instanceof ResultRequest) {
                return StubTransport.answer(200, Map.of(), "https://s.example/audio.flac?" + query);
            }
            request.headers().forEach((name, value) -> sent.put(name, List.of(value)));
            return StubTransport.answer(status, Map.of("location", List.of("/other")), "");
        })) {
            SaveOptions options = SaveOptions.defaults().withOutputType(OutputType.FILE_URL);
            return assertThrows(
                    TtsException.class, () -> results.saveTo(RunId.of(1), OutputStream.nullOutputStream(), options));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-SignedHeaders=host%3Bx-amz-checksum-mode&X-Amz-Signature=0123456789, true, refused or has expired",
        "X-Amz-SignedHeaders=x-amz-checksum-mode;host, true, refused or has expired",
        "X-Amz-SignedHeaders=Host%3bX-Amz-Checksum-Mode%3BUser-Agent, true, refused or has expired",
        "X-Amz-SignedHeaders=host, false, refused or has expired",
        "X-Goog-SignedHeaders=host, false, refused or has expired",
        "X-Amz-Checksum-Mode=ENABLED&X-Amz-SignedHeaders=host, false, refused or has expired",
        "X-Goog-SignedHeaders=host%3Bx-goog-user-project, false, does not send: x-goog-user-project.",
        "'X-Amz-SignedHeaders=host;x-amz-checksum-mode;x-amz-acl', false, 'does not send: x-amz-acl, x-amz-checksum-mode.'",
        "X-Amz-SignedHeaders=host;k3y-of-the-account, false, does not send: [hidden].",
    })
    void aSignedHeaderIsSentIfItsValueIsKnownAndNamedIfNot(String query, boolean isSent, String message) {
        Map<String, List<String>> sent = new HashMap<>();
        TtsException failure = refusal(query, 403, sent);
        assertEquals(isSent ? List.of("ENABLED") : null, sent.get("x-amz-checksum-mode"));
        assertTrue(failure.getMessage().contains(message), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "300, UNEXPECTED_CONTENT",
        "301, UNEXPECTED_REDIRECT",
        "302, UNEXPECTED_REDIRECT",
        "303, UNEXPECTED_REDIRECT",
        "304, UNEXPECTED_CONTENT",
        "305, UNEXPECTED_CONTENT",
        "306, UNEXPECTED_CONTENT",
        "307, UNEXPECTED_REDIRECT",
        "308, UNEXPECTED_REDIRECT",
        "399, UNEXPECTED_CONTENT"
    })
    void onlyARedirectIsFollowed(int status, ErrorKind kind) {
        assertEquals(kind, refusal("x=1", status, new HashMap<>()).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "https://s.example/\u00e9?x=\u00e9, https://s.example/%C3%A9?x=%C3%A9",
        "https://s.example/e\u0301?x=e\u0301, https://s.example/e%CC%81?x=e%CC%81",
        "https://s.example/\u202e, https://s.example/%E2%80%AE"
    })
    void aUrlIsParsedToAscii(String text, String url) throws URISyntaxException {
        assertEquals(url, PresignedUrl.parse(text).toString());
    }

    @Test
    void aRedirectBeyondAsciiIsNoUrl() {
        URI from = URI.create("https://s.example/st/u/v?n=0");
        assertThrows(IllegalArgumentException.class, () -> Storage.resolve(from, "/\u00e9"));
        assertThrows(IllegalArgumentException.class, () -> Storage.resolve(from, "?\u00e9"));
    }

    /** RFC 3986, section 5.2.2: a reference without a path keeps that of the base. */
    @ParameterizedTest
    @CsvSource({
        "?q=1, https://s.example/st/u/v?q=1",
        "'', https://s.example/st/u/v?n=0",
        "w?q=1, https://s.example/st/u/w?q=1",
        "/w, https://s.example/w",
        "//t.example/w, https://t.example/w",
        "https://t.example/w?q, https://t.example/w?q"
    })
    void aRedirectIsResolvedAgainstTheUrlThatItAnswers(String location, String target) {
        assertEquals(
                target,
                Storage.resolve(URI.create("https://s.example/st/u/v?n=0"), location)
                        .toString());
    }
}
