package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class EmbeddedServerTest {

    @TempDir
    Path directory;

    private static void assertFlac(byte[] audio) {
        assertEquals("fLaC", new String(Arrays.copyOf(audio, 4), StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void demoNeedsNoKeyAndSavesAudio(String adapter) throws IOException {
        Outcome outcome = Outcome.of(Map.of(), directory, "demo", "--adapter", adapter, "-o", "demo.flac")
                .endsWith(0);
        assertFlac(Files.readAllBytes(directory.resolve("demo.flac")));
        assertTrue(outcome.out().contains("demo.flac: audio/flac"), outcome.out());
        assertTrue(outcome.out().contains(adapter), outcome.out());
        assertTrue(
                outcome.out().endsWith("ffplay -nodisp -autoexit demo.flac" + System.lineSeparator()), outcome.out());
        assertEquals("", outcome.stderr());
    }

    @Test
    void demoNeverReplacesAFileUnlessToldTo() throws IOException {
        Outcome.of(Map.of(), directory, "demo").endsWith(0);
        Outcome.of(Map.of(), directory, "demo").endsWith(8);
        Outcome.of(Map.of(), directory, "demo", "--replace").endsWith(0);
    }

    @ParameterizedTest
    @CsvSource({"jdkhttp,TERM,0", "feign,INT,130"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
    void serveServesOtherProcessesUntilItIsStopped(String adapter, String signal, int exitCode) throws Exception {
        try (CommandProcess server = CommandProcess.start(Map.of(), directory, "serve")) {
            String baseUrl = server.stdout().readLine();
            assertTrue(URI.create(baseUrl).isAbsolute(), baseUrl);
            Map<String, String> environment = Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", baseUrl);
            Outcome.of(environment, directory, "get", "1", "--adapter", adapter, "-o", "a.flac")
                    .endsWith(0);
            assertFlac(Files.readAllBytes(directory.resolve("a.flac")));
            Outcome.of(environment, directory, "get", "1", "--adapter", adapter, "--via", "file_url", "-o", "b.flac")
                    .endsWith(0);
            assertEquals(-1, Files.mismatch(directory.resolve("a.flac"), directory.resolve("b.flac")));
            Outcome piped = Outcome.of(environment, directory, "get", "1", "--adapter", adapter, "-o", "-")
                    .endsWith(0);
            assertFlac(piped.stdout());
            Outcome url = Outcome.of(environment, directory, "url", "1", "--adapter", adapter)
                    .endsWith(0);
            assertTrue(URI.create(url.out().strip()).isAbsolute(), url.out());

            server.signal(signal);
            assertEquals(exitCode, server.exitCode());
            assertFalse(server.stderr().contains(Outcome.KEY), server.stderr());
        }
    }

    @Test
    void servePrintsNoUrlForAPortThatIsTaken() throws IOException {
        try (EmbeddedServer taken = EmbeddedServer.start()) {
            int port = URI.create(taken.baseUrl()).getPort();
            Outcome outcome = Outcome.of(Map.of(), directory, "serve", "--port", "" + port)
                    .endsWith(2);
            assertEquals("", outcome.out());
            assertTrue(outcome.stderr().contains("" + port), outcome.stderr());
        }
    }
}
