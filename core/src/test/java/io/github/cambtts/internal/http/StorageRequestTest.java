package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
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
        assertEquals(sent, requests.storage(URI.create(url)).url().toString());
        assertEquals(sent, requests.storageFrom(URI.create(url), 7, "").url().toString());
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
