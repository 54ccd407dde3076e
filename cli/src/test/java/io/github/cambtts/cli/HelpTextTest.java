package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What help contains, and how it is laid out. */
class HelpTextTest {

    private static final List<String> COMMANDS = List.of("get", "url", "verify", "demo", "serve");

    private static String words(String text) {
        return text.replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void everyCommandWrapsItsHelpBetweenWords(int columns) {
        List<String> commands = new ArrayList<>(COMMANDS);
        commands.add("help");
        for (String command : commands) {
            String help = Outcome.onTerminal(columns, Map.of("NO_COLOR", "1"), command, "--help");
            for (String line : help.lines().toList()) {
                assertTrue(line.length() <= columns, command + ": " + line);
            }
        }
    }

    @Test
    void narrowSynopsisIsNotBrokenWithinWords() {
        String help = words(Outcome.onTerminal(40, Map.of(), "get", "--help"));
        assertTrue(help.contains("[--proxy=HOST:PORT]"), help);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80})
    void everyCommandListsExitCodesAndEnvironmentVariables(int columns) {
        for (String command : COMMANDS) {
            String help = words(Outcome.onTerminal(columns, Map.of("NO_COLOR", "1"), command, "--help"));
            HelpText.EXIT_CODES.forEach(
                    (code, meaning) -> assertTrue(help.contains(" " + code + " " + meaning), command + ": " + code));
            HelpText.ENVIRONMENT.forEach(
                    (name, meaning) -> assertTrue(help.contains(name + ": " + meaning), command + ": " + name));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--adapter, 'CAMB_TTS_ADAPTER, or jdkhttp'",
        "--connect-timeout, 10s",
        "--response-timeout, 60s",
        "--idle-timeout, 60s",
        "--timeout, 1h",
        "--retries, 2",
        "--jobs, 4",
        "--via, raw_bytes",
        "--progress, auto",
        "--name, tts-{run_id}{ext}"
    })
    void getShowsDefaults(String option, String value) {
        for (int columns : new int[] {40, 80}) {
            String help = words(Outcome.onTerminal(columns, Map.of("NO_COLOR", "1"), "get", "--help"));
            int start = help.indexOf(" " + option);
            int end = help.indexOf(" --", start + option.length() + 1);
            assertTrue(help.substring(start, end < 0 ? help.length() : end).contains("(default: " + value + ")"), help);
        }
    }

    @Test
    void helpOfACommandIsTheSameByOptionAndByTheCommandHelp() {
        for (String command : COMMANDS) {
            String byOption = Outcome.onTerminal(80, Map.of(), command, "--help");
            assertEquals(byOption, Outcome.onTerminal(80, Map.of(), "help", command));
        }
        String all = Outcome.onTerminal(80, Map.of(), "help");
        assertEquals(Outcome.onTerminal(80, Map.of(), "--help"), all);
        COMMANDS.forEach(command -> assertTrue(all.contains(command), all));
    }

    @Test
    void unknownCommandAfterHelpIsAUsageError() {
        Outcome.of(Map.of(), Path.of(""), "help", "fetch").endsWith(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "NO_COLOR, 1, false",
        "NO_COLOR, '', true",
        "CLICOLOR, 0, false",
        "CLICOLOR, 1, true",
        "TERM, dumb, false",
        "TERM, xterm, true"
    })
    void colourFollowsTheEnvironment(String name, String value, boolean isColoured) {
        Map<String, String> variables = name.isEmpty() ? Map.of() : Map.of(name, value);
        assertEquals(
                isColoured, Outcome.onTerminal(80, variables, "get", "--help").contains("\u001b["));
        // Below picocli's minimum width, help is plain text without colour.
        assertFalse(Outcome.onTerminal(40, variables, "get", "--help").contains("\u001b"));
    }

    @Test
    void colourIsForcedWithoutATerminal() {
        for (String value : List.of("", "0", "1")) {
            Outcome outcome = Outcome.of(Map.of("CLICOLOR_FORCE", value), Path.of(""), "get", "--help")
                    .endsWith(0);
            assertEquals(value.equals("1"), outcome.out().contains("\u001b["), value);
        }
        assertFalse(Outcome.of(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), Path.of(""), "get", "--help")
                .out()
                .contains("\u001b"));
    }
}
