package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cambtts.cli.Terminal.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The outcome of a command that was run in this process. */
final class Outcome {

    static final String KEY = "key-4f1d0c9a7b";

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Names of Java methods and classes, which mean nothing to users of the command line. */
    private static final Pattern JAVA =
            Pattern.compile("[a-z]\\(\\)|\\b(Timeouts|SaveOptions|RetryPolicy|NetworkSettings|TtsResults)\\b");

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

    /** Runs a command with the given bytes as stdin. */
    static Outcome withStdin(ScriptedService service, Path directory, byte[] stdin, String... args) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        return of(
                environmentFor(service),
                directory,
                false,
                new ByteArrayInputStream(stdin),
                new Stdout(stdout, () -> false),
                stdout,
                args);
    }

    private static Map<String, String> environmentFor(ScriptedService service) {
        return Map.of("CAMB_API_KEY", KEY, "CAMB_BASE_URL", service.baseUrl());
    }

    static Outcome onTerminal(ScriptedService service, Path directory, String... args) {
        return of(Map.of("CAMB_API_KEY", KEY, "CAMB_BASE_URL", service.baseUrl()), directory, true, args);
    }

    private static Outcome of(Map<String, String> environment, Path directory, boolean terminal, String... args) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        return of(
                environment,
                directory,
                terminal,
                InputStream.nullInputStream(),
                new Stdout(stdout, () -> false),
                stdout,
                args);
    }

    /** Returns what a command prints to stdout, which is a terminal. */
    static String onTerminal(int columns, Map<String, String> variables, String... args) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        Stdout wrapped = new Stdout(stdout, () -> false);
        Environment environment = new Environment(
                variables,
                Path.of(""),
                InputStream.nullInputStream(),
                wrapped,
                new PrintStream(wrapped, true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                true,
                true,
                () -> Optional.of(new TerminalSize(columns, 24)));
        assertEquals(0, CambTts.run(args, environment, new Cancellation()));
        return stdout.toString(StandardCharsets.UTF_8);
    }

    /** Runs a command whose stdout is a broken pipe. */
    static Outcome withBrokenPipe(ScriptedService service, Path directory, String... args) {
        return withFailingStdout("Broken pipe", true, service, directory, args);
    }

    /** Runs a command whose stdout is a file on a full disk. */
    static Outcome withFullDisk(ScriptedService service, Path directory, String... args) {
        return withFailingStdout("No space left on device", false, service, directory, args);
    }

    private static Outcome withFailingStdout(
            String reason, boolean piped, ScriptedService service, Path directory, String... args) {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
        return of(
                environmentFor(service),
                directory,
                false,
                InputStream.nullInputStream(),
                new Stdout(failing, () -> piped),
                new ByteArrayOutputStream(),
                args);
    }

    private static Outcome of(
            Map<String, String> variables,
            Path directory,
            boolean terminal,
            InputStream stdin,
            Stdout wrapped,
            ByteArrayOutputStream captured,
            String... args) {
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        Environment environment = new Environment(
                new HashMap<>(variables),
                directory,
                stdin,
                wrapped,
                new PrintStream(wrapped, true, StandardCharsets.UTF_8),
                new PrintStream(stderr, true, StandardCharsets.UTF_8),
                false,
                terminal,
                () -> Optional.of(new TerminalSize(80, 24)));
        int exitCode = CambTts.run(args, environment, new Cancellation());
        Outcome outcome = new Outcome(exitCode, captured.toByteArray(), stderr.toString(StandardCharsets.UTF_8));
        assertFalse((outcome.out() + outcome.stderr()).contains(KEY), "the key was printed");
        assertFalse(outcome.stderr().contains(ScriptedService.SIGNATURE), "a signature was printed");
        if (!List.of(args).contains("-v")) {
            Matcher java = JAVA.matcher(outcome.stderr() + outcome.out());
            assertFalse(java.find(), () -> "Java was printed: " + java.group());
        }
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

    /** Checks the exit code, and that no stack trace was printed. */
    Outcome endsWith(int expected) {
        assertEquals(expected, exitCode, () -> "stdout: " + out() + ", stderr: " + stderr);
        assertFalse(stderr.contains("\tat "), stderr);
        return this;
    }

    /** Parses stdout as JSON documents, one per line. */
    List<JsonNode> jsonLines() throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        for (String line : out().lines().toList()) {
            documents.add(MAPPER.readTree(line));
        }
        return documents;
    }

    /** Parses stderr as events of {@code --progress json}, one per line. */
    List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stderr.lines().toList()) {
            JsonNode event = MAPPER.readTree(line);
            assertTrue(
                    (event.has("event") && (event.has("run_id") || event.has("task_id")))
                            || event.path("event").asText().equals("summary"),
                    line);
            events.add(event);
        }
        return events;
    }

    /** Parses stdout, which must be exactly one JSON document. */
    JsonNode json() throws IOException {
        assertEquals(1, out().lines().count(), out());
        return MAPPER.readTree(stdout);
    }
}
