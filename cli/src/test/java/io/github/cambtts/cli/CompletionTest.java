package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Types commands and presses Tab in an interactive shell on a pseudo-terminal. */
@Timeout(100)
class CompletionTest {

    private static final Set<String> FILES = Set.of(
            "get -o",
            "get --output",
            "get --ids",
            "get --api-key-file",
            "get --ca-file",
            "url --api-key-file",
            "url --ca-file",
            "wait --api-key-file",
            "wait --ca-file",
            "demo -o",
            "demo --output",
            "serve --certificate-file");
    private static final Set<String> DIRECTORIES = Set.of("get --output-dir", "serve --recordings");
    private static final Map<String, List<String>> VALUES = Map.of(
            "get --adapter", List.of("jdkhttp", "feign"),
            "url --adapter", List.of("jdkhttp", "feign"),
            "wait --adapter", List.of("jdkhttp", "feign"),
            "wait --progress", List.of("auto", "json", "none"),
            "demo --adapter", List.of("jdkhttp", "feign"),
            "get --via", List.of("raw_bytes", "file_url"),
            "get --progress", List.of("auto", "json", "none"));

    private static final String FILE = "speech one.flac";
    private static final Pattern RESULT = Pattern.compile("\\{begin}(.*?)\\{end}.*\\{ready}", Pattern.DOTALL);

    @TempDir
    Path directory;

    private Process shell;

    /** Starts a shell in which {@code camb-tts} prints its arguments. */
    private void start(String name) throws IOException {
        PseudoTerminal.require();
        assumeTrue(PseudoTerminal.isRunnable(name, "--version"), name + " is missing");
        Files.createFile(directory.resolve(FILE));
        Files.createFile(directory.resolve("spaces"));
        Files.createDirectory(directory.resolve("sub dir"));
        Path home = Files.createDirectory(directory.resolve("home"));
        Files.writeString(home.resolve("script"), Completion.script(commandLine()));
        Files.writeString(home.resolve(".zshrc"), """
                [ -z "$ZSH_VERSION" ] || { autoload -Uz compinit && compinit -u -D; unsetopt prompt_sp; }
                unset HISTFILE
                . ~/script
                camb-tts() { printf '{begin}'; printf '%s\\n' "$@"; printf '{end}'; }
                PS1='{ready}'
                """);
        shell = PseudoTerminal.start(
                directory,
                Map.of("HOME", home.toString(), "ZDOTDIR", home.toString(), "INPUTRC", "/dev/null"),
                "script",
                "-qefc",
                "stty cols 200 rows 100; exec " + (name.equals("zsh") ? "zsh -d -i" : "bash --rcfile ~/.zshrc -i"),
                "/dev/null");
        readUntil(Pattern.compile("\\{ready}"));
    }

    private static CommandLine commandLine() {
        Environment environment = Environment.ofProcess();
        Cancellation cancellation = new Cancellation();
        return CambTts.commandLine(
                environment, cancellation, new FailureReport(environment, cancellation), CambTts.COMMANDS);
    }

    /** Kills the shell too, which would otherwise write into its home while that is deleted. */
    @AfterEach
    void endShell() {
        if (shell != null) {
            List<ProcessHandle> all = Stream.concat(shell.descendants(), Stream.of(shell.toHandle()))
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(process -> process.onExit().join());
        }
    }

    /** Types a command, presses Tab and Enter, and returns the last argument that the command gets. */
    private String complete(String typed) throws IOException {
        shell.getOutputStream().write(("camb-tts " + typed + "\t\n").getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
        List<String> arguments = readUntil(RESULT).group(1).lines().toList();
        // Zsh removes the slash of a directory that ends an argument.
        return arguments.get(arguments.size() - 1).replaceFirst("/$", "");
    }

    private Matcher readUntil(Pattern pattern) throws IOException {
        StringBuilder read = new StringBuilder();
        Reader output = shell.inputReader();
        while (true) {
            int character = output.read();
            if (character < 0) {
                throw new AssertionError("the shell has ended: " + read);
            }
            read.append((char) character);
            Matcher matcher = pattern.matcher(read);
            if (character == '}' && matcher.find()) {
                return matcher;
            }
        }
    }

    private void check(String typed, String expected, List<Executable> checks) throws IOException {
        String completed = complete(typed);
        checks.add(() -> assertEquals(expected, completed, "after Tab: " + typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void everyOptionAndItsValueAreCompleted(String name) throws IOException {
        start(name);
        List<Executable> checks = new ArrayList<>();
        for (Map.Entry<String, CommandLine> command :
                commandLine().getSubcommands().entrySet()) {
            for (OptionSpec option : command.getValue().getCommandSpec().options()) {
                for (String word : option.names()) {
                    String typed = command.getKey() + " " + word;
                    String begun = word.substring(0, word.length() - 1);
                    if (word.startsWith("--")) {
                        check(command.getKey() + " " + begun, commonStart(command.getValue(), begun), checks);
                    }
                    if (option.arity().max() > 0) {
                        checkValue(typed, " ", "", checks);
                    }
                    if (option.arity().max() > 0 && word.startsWith("--")) {
                        checkValue(typed, "=", word + "=", checks);
                    }
                }
            }
        }
        assertAll(checks);
    }

    /** Returns the common beginning of all options that begin so, which is where a shell stops. */
    private static String commonStart(CommandLine command, String begun) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .filter(name -> name.startsWith(begun))
                .reduce((one, other) -> other.substring(0, mismatch(one, other)))
                .orElseThrow();
    }

    private static int mismatch(String one, String other) {
        int at = Arrays.mismatch(one.toCharArray(), other.toCharArray());
        return at < 0 ? other.length() : at;
    }

    private void checkValue(String typed, String separator, String before, List<Executable> checks) throws IOException {
        boolean isFile = FILES.contains(typed);
        boolean isDirectory = DIRECTORIES.contains(typed);
        check(typed + separator + "spe", before + (isFile ? FILE : "spe"), checks);
        check(typed + separator + "su", before + (isFile || isDirectory ? "sub dir" : "su"), checks);
        for (String value : VALUES.getOrDefault(typed, List.of())) {
            check(typed + separator + value.substring(0, 1), before + value, checks);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void wordsAreCompletedWhereverTheyStand(String name) throws IOException {
        start(name);
        List<Executable> checks = new ArrayList<>();
        for (String command : CambTts.COMMANDS) {
            check(command.substring(0, 1), command, checks);
            check("help " + command.substring(0, 1), command, checks);
        }
        check("--vers", "--version", checks);
        check("get -v --vi", "--via", checks);
        check("get --verbose --replace --vi", "--via", checks);
        check("get -vv --via f", "file_url", checks);
        check("get 7 --progress j", "json", checks);
        check("get 7 -o spaces --vi", "--via", checks);
        check("get 7 -o demo --vi", "--via", checks);
        check("get -v 7 --replace -o spe", FILE, checks);
        check("get 7 spe", "spe", checks);
        check("verify spe", FILE, checks);
        check("verify -v spaces spe", FILE, checks);
        check("verify 'spe", FILE, checks);
        check("verify sub\\ d", "sub dir", checks);
        check("verify --qui", "--quiet", checks);
        assertAll(checks);
    }
}
