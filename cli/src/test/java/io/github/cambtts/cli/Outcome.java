package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a command did, run in this process. */
final class Outcome {

    static final String KEY = "key-4f1d0c9a7b";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final int exitCode;
    private final byte[] stdout;
    private final String stderr;

    private Outcome(int exitCode, byte[] stdout, String stderr) {
        this.exitCode = exitCode;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Runs a command with the key and the base URL in its environment. */
    static Outcome of(ScriptedService service, Path directory, String... args) {
        return of(Map.of("CAMB_API_KEY", KEY, "CAMB_BASE_URL", service.baseUrl()), directory, args);
    }

    static Outcome of(Map<String, String> environment, Path directory, String... args) {
        return of(environment, directory, false, args);
    }

    static Outcome onTerminal(ScriptedService service, Path directory, String... args) {
        return of(Map.of("CAMB_API_KEY", KEY, "CAMB_BASE_URL", service.baseUrl()), directory, true, args);
    }

    private static Outcome of(Map<String, String> environment, Path directory, boolean terminal, String... args) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        return of(environment, directory, terminal, stdout, stdout, args);
    }

    /** Runs a command whose stdout is closed at its other end. */
    static Outcome withStdoutGone(ScriptedService service, Path directory, String... args) {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        return of(
                Map.of("CAMB_API_KEY", KEY, "CAMB_BASE_URL", service.baseUrl()),
                directory,
                false,
                gone,
                new ByteArrayOutputStream(),
                args);
    }

    private static Outcome of(
            Map<String, String> environment,
            Path directory,
            boolean terminal,
            OutputStream stdout,
            ByteArrayOutputStream captured,
            String... args) {
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(
                new HashMap<>(environment),
                directory,
                new PrintStream(stdout, true, StandardCharsets.UTF_8),
                stdout,
                new PrintStream(stderr, true, StandardCharsets.UTF_8),
                terminal);
        int exitCode = CambTts.run(args, surroundings, new Cancellation());
        Outcome outcome = new Outcome(exitCode, captured.toByteArray(), stderr.toString(StandardCharsets.UTF_8));
        assertFalse((outcome.out() + outcome.stderr()).contains(KEY), "the key was printed");
        assertFalse(outcome.stderr().contains(ScriptedService.SIGNATURE), "a signature was printed");
        return outcome;
    }

    int exitCode() {
        return exitCode;
    }

    byte[] stdout() {
        return stdout;
    }

    String stderr() {
        return stderr;
    }

    String out() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    /** Checks the exit code, and that nobody but -v shows a stack trace. */
    Outcome endsWith(int expected) {
        assertEquals(expected, exitCode, () -> "stdout: " + out() + ", stderr: " + stderr);
        assertFalse(stderr.contains("\tat "), stderr);
        return this;
    }

    /** Parses the one JSON document that stdout must be. */
    JsonNode json() throws IOException {
        assertEquals(1, out().lines().count(), out());
        return MAPPER.readTree(stdout);
    }
}
