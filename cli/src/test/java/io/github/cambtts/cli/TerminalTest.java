package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests on a pseudo-terminal; {@link RecordedScreensTest} shows more of what is on it. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class TerminalTest {

    private static final Pattern BAR = Pattern.compile("run 13 +[0-9]+%[^\r\n]*");

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    @BeforeEach
    void requireScriptAndStty() {
        PseudoTerminal.require();
    }

    private Process start(int columns, Map<String, String> environment, String... args) throws IOException {
        return PseudoTerminal.start(columns, directory, with(environment), CambTts.class, args);
    }

    private String run(int exitCode, int columns, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        return PseudoTerminal.run(exitCode, columns, directory, with(environment), CambTts.class, args);
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("CAMB_API_KEY", Outcome.KEY);
        all.put("CAMB_BASE_URL", service.baseUrl());
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 78})
    void barLeavesNothingBehindAtAnyWidth(int columns) throws Exception {
        String written = run(0, columns, Map.of(), "get", "13", "-o", "a.flac");
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

    @Test
    void barFollowsAResize() throws Exception {
        Process process = start(100, Map.of(), "get", "13", "-o", "a.flac");
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
                    assertTrue(PseudoTerminal.isRunnable("stty", "-F", tty, "cols", "30"));
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
        String written = run(0, 80, Map.of("TERM", "dumb"), "get", "13", "-o", "a.flac");
        assertFalse(written.contains("\u001b"), written);
        assertEquals(2, Screen.of(80, written).size(), written);
    }

    @Test
    void columnsVariableIsIgnored() throws Exception {
        String written = run(0, 40, Map.of("COLUMNS", "500"), "get", "13", "-o", "a.flac");
        assertEquals(3, Screen.of(40, written).size(), written);
    }

    @Test
    void audioIsNotWrittenToATerminalUnlessAllowed() throws Exception {
        assertTrue(run(2, 80, Map.of(), "get", "1", "-o", "-").contains("--to-terminal"));
        assertEquals(0, service.requests());
        assertTrue(run(0, 80, Map.of(), "get", "1", "-o", "-", "--to-terminal").contains("fLaC"));
    }
}
