package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests on a pseudo-terminal, which {@code script} of util-linux creates. */
@Timeout(120)
class TerminalTest {

    private static final int SECONDS = 60;
    private static final Pattern BAR = Pattern.compile("run 13 +[0-9]+%[^\r\n]*");

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    @BeforeEach
    void requireScriptAndStty() {
        assumeTrue(isRunnable("script", "--version") && isRunnable("stty", "--version"), "script or stty is missing");
    }

    private static boolean isRunnable(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns a shell command that runs the command line with stdout and stderr on the terminal. */
    private static String shell(String... args) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CambTts.class.getName()));
        words.addAll(Arrays.asList(args));
        return String.join(" ", words.stream().map(word -> "'" + word + "'").toList());
    }

    private Process start(int columns, Map<String, String> environment, String shell) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qefc", "stty cols " + columns + " rows 24; tty > tty; exec " + shell, "/dev/null")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().keySet().removeIf(name -> name.matches("CAMB_.*|JAVA_TOOL_OPTIONS|COLUMNS|.*COLOR.*"));
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().put("CAMB_API_KEY", Outcome.KEY);
        builder.environment().put("CAMB_BASE_URL", service.baseUrl());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String run(int exitCode, int columns, Map<String, String> environment, String shell)
            throws IOException, InterruptedException {
        Process process = start(columns, environment, shell);
        try {
            String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), written);
            assertEquals(exitCode, process.exitValue(), written);
            return written;
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 78, 80, 200})
    void barLeavesNothingBehindAtAnyWidth(int columns) throws Exception {
        String written = run(0, columns, Map.of(), shell("get", "13", "-o", "a.flac"));
        List<String> bars =
                BAR.matcher(written).results().map(found -> found.group()).toList();
        assertTrue(bars.size() >= 3, written);
        bars.forEach(bar -> assertTrue(bar.replaceFirst("\u001b.*", "").length() < columns, bar));
        List<String> shown = Screen.of(columns, written);
        String all = String.join("", shown);
        assertTrue(
                all.matches("run 13: [0-9.]+ kB in [0-9.]+ s, [0-9.]+ kB/s\\s*a.flac: audio/flac, .* complete"), all);
        assertEquals(columns < 70 ? 3 : 2, shown.size(), shown.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void retryIsReported(int columns) throws Exception {
        String written = run(0, columns, Map.of(), shell("get", "12", "-o", "a.flac"));
        String all = String.join("", Screen.of(columns, written));
        assertTrue(all.startsWith("run 12: answered 503, trying again in 0.00 s (2 of 3)"), all);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void barsOfManyRunsLeaveALineForEachRun(int columns) throws Exception {
        String written =
                run(0, columns, Map.of(), shell("get", "13", "1", "101", "102", "--jobs", "2", "--progress", "auto"));
        List<String> shown = Screen.of(columns, written);
        assertEquals(
                1,
                shown.stream()
                        .filter(line -> line.startsWith("4 runs: 4 saved ("))
                        .count(),
                shown.toString());
        assertEquals(
                4,
                shown.stream()
                        .filter(line -> line.matches("tts-[0-9]+.flac: .*"))
                        .count(),
                shown.toString());
        assertFalse(shown.stream().anyMatch(line -> line.contains("%")), shown.toString());
        assertTrue(written.contains("all  "), written);
    }

    @Test
    void barFollowsAResize() throws Exception {
        Process process = start(100, Map.of(), shell("get", "13", "-o", "a.flac"));
        try {
            StringBuilder written = new StringBuilder();
            boolean resized = false;
            for (int c = process.getInputStream().read();
                    c >= 0;
                    c = process.getInputStream().read()) {
                written.append((char) c);
                if (!resized
                        && BAR.matcher(written).find()
                        && written.toString().contains("kB/s")) {
                    String tty = Files.readString(directory.resolve("tty")).strip();
                    assertTrue(isRunnable("stty", "-F", tty, "cols", "30"));
                    resized = true;
                }
            }
            assertTrue(resized, written.toString());
            List<Integer> widths = BAR.matcher(written)
                    .results()
                    .map(found -> found.group().replaceFirst("\u001b.*", "").length())
                    .toList();
            assertTrue(widths.get(0) > 30, widths.toString());
            assertTrue(widths.get(widths.size() - 1) < 30, widths.toString());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void dumbTerminalGetsNoSequences() throws Exception {
        String written = run(0, 80, Map.of("TERM", "dumb"), shell("get", "13", "-o", "a.flac"));
        assertFalse(written.contains("\u001b"), written);
        assertEquals(2, Screen.of(80, written).size(), written);
    }

    @Test
    void columnsVariableIsIgnored() throws Exception {
        String written = run(0, 40, Map.of("COLUMNS", "nonsense"), shell("get", "13", "-o", "a.flac"));
        String other = run(0, 40, Map.of("COLUMNS", "500"), shell("get", "13", "-o", "b.flac"));
        assertEquals(3, Screen.of(40, written).size(), written);
        assertEquals(3, Screen.of(40, other).size(), other);
    }

    @Test
    void audioIsNotWrittenToATerminalUnlessAllowed() throws Exception {
        assertTrue(run(2, 80, Map.of(), shell("get", "1", "-o", "-")).contains("--to-terminal"));
        assertEquals(0, service.requests());
        assertTrue(run(0, 80, Map.of(), shell("get", "1", "-o", "-", "--to-terminal"))
                .contains("fLaC"));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void helpIsWrappedAtWords(int columns) throws Exception {
        for (String command : new String[] {"get", "url", "verify", "demo", "serve"}) {
            String written = run(0, columns, Map.of("NO_COLOR", "1"), shell(command, "--help"));
            assertFalse(written.contains("\u001b"), written);
            for (String line : written.lines().toList()) {
                assertTrue(line.length() <= columns, command + ": " + line);
            }
            String words = written.replaceAll("\\s+", " ");
            assertTrue(words.contains("CAMB_API_KEY"), words);
            assertTrue(words.contains("130 interrupted; nothing is left behind"), words);
        }
        // Below picocli's minimum width, help is plain text without colour.
        assertEquals(
                columns >= 55, run(0, columns, Map.of(), shell("get", "--help")).contains("\u001b["));
        assertFalse(
                run(0, columns, Map.of("CLICOLOR", "0"), shell("get", "--help")).contains("\u001b"));
    }

    @Test
    void resultShowsTheNumberOfAttempts() throws Exception {
        String written = run(0, 80, Map.of(), shell("get", "12", "-o", "a.flac"));
        assertTrue(String.join("", Screen.of(80, written)).contains("2 attempts"), written);
    }
}
