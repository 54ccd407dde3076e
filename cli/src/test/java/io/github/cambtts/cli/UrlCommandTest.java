package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UrlCommandTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    private final String expected =
            service.origin() + "/object/1?Expires=4102444800&Signature=" + ScriptedService.SIGNATURE;

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void printsTheUrlOnStdoutAndItsExpiryOnStderr(String adapter) {
        Outcome outcome =
                Outcome.of(service, directory, "url", "1", "--adapter", adapter).endsWith(0);
        assertEquals(expected + System.lineSeparator(), outcome.out());
        assertEquals(
                "The URL expires at 2100-01-01T00:00:00Z.", outcome.stderr().strip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void printsOneJsonDocument(String adapter) throws IOException {
        JsonNode json = Outcome.of(service, directory, "url", "1", "--json", "--adapter", adapter)
                .endsWith(0)
                .json();
        assertEquals(expected, json.path("url").textValue());
        assertEquals("2100-01-01T00:00:00Z", json.path("expires_at").textValue());
        assertEquals(adapter, json.path("adapter").textValue());
    }

    @ParameterizedTest
    @CsvSource({"feign,,feign", "'',,jdkhttp", "feign,jdkhttp,jdkhttp"})
    void adapterIsTheOptionsOrElseTheVariables(String variable, @Nullable String option, String used)
            throws IOException {
        Map<String, String> environment =
                Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl(), "CAMB_TTS_ADAPTER", variable);
        String[] args = option == null
                ? new String[] {"url", "1", "--json"}
                : new String[] {"url", "1", "--json", "--adapter", option};
        JsonNode json = Outcome.of(environment, directory, args).endsWith(0).json();
        assertEquals(used, json.path("adapter").textValue());
    }

    @Test
    void adapterThatTheVariableMisspellsIsReported() {
        Map<String, String> environment = Map.of("CAMB_TTS_ADAPTER", "pigeon");
        assertEquals(
                "camb-tts: CAMB_TTS_ADAPTER is jdkhttp or feign.",
                Outcome.of(environment, directory, "demo").endsWith(2).stderr().strip());
    }

    @Test
    void quietPrintsTheUrlAndNoExpiry() {
        Outcome outcome = Outcome.of(service, directory, "url", "1", "--quiet").endsWith(0);
        assertEquals(expected + System.lineSeparator(), outcome.out());
        assertEquals("", outcome.stderr());
    }

    @Test
    void brokenPipeEndsTheCommandQuietly() {
        Outcome outcome = Outcome.withBrokenPipe(service, directory, "url", "1").endsWith(8);
        assertEquals("", outcome.stderr());
    }

    @Test
    void expiresPrintsTheExpiryOnASecondLine() {
        Outcome outcome =
                Outcome.of(service, directory, "url", "1", "--expires").endsWith(0);
        assertEquals(
                List.of(expected, "2100-01-01T00:00:00Z"), outcome.out().lines().toList());
        assertEquals("", outcome.stderr());
    }

    /** U+202E turns the letters after it round on a terminal. */
    @Test
    void urlIsShownInAscii() {
        Outcome outcome = Outcome.of(service, directory, "url", "14", "--quiet").endsWith(0);
        assertEquals(service.origin() + "/%E2%80%AEx?y=%C3%A9" + System.lineSeparator(), outcome.out());
    }
}
