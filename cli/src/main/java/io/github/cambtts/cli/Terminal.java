package io.github.cambtts.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Queries about the terminal, for which Java has no API. */
final class Terminal {

    private static final String STDOUT = "1";
    private static final String STDERR = "2";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int SECONDS_TO_ANSWER = 2;

    private Terminal() {}

    /** Tells whether stdout is a terminal. */
    static boolean isStdout() {
        return isTerminal(STDOUT);
    }

    /** Tells whether stderr is a terminal. */
    static boolean isStderr() {
        return isTerminal(STDERR);
    }

    /** Tells whether stdout goes to another process; a failed write then means that that process has ended. */
    static boolean isStdoutPiped() {
        return device(STDOUT)
                .map(name -> name.startsWith("pipe:") || name.startsWith("socket:"))
                .orElse(false);
    }

    @SuppressWarnings("SystemConsoleNull") // isTerminal(Console) checks it
    private static boolean isTerminal(String descriptor) {
        if (Files.isDirectory(DESCRIPTORS)) {
            return device(descriptor).map(Terminal::isTerminalName).orElse(false);
        }
        // Without /proc, Java can only tell whether both stdin and stdout are terminals.
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    private static Optional<String> device(String descriptor) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(DESCRIPTORS.resolve(descriptor)).toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static boolean isTerminalName(String device) {
        return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
    }

    /** Calls {@code Console.isTerminal()}: since Java 22, there may be a console without a terminal. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** Asks the terminal at stderr, or at stdout, for its size; empty if there is no terminal or it does not know. */
    static Optional<TerminalSize> size() {
        String device = device(STDERR)
                .filter(Terminal::isTerminalName)
                .or(() -> device(STDOUT).filter(Terminal::isTerminalName))
                .orElse("/dev/tty");
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File(device))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                // The output fits into the pipe's buffer, so stty never blocks on it.
                if (!stty.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
                    return Optional.empty();
                }
                return TerminalSize.parse(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * The size of a terminal.
     *
     * @param columns at least 1
     * @param rows at least 1
     */
    record TerminalSize(int columns, int rows) {

        private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("([0-9]{1,5}) ([0-9]{1,5})");

        /** Reads the output of {@code stty size}; 0 means unknown. */
        static Optional<TerminalSize> parse(String rowsAndColumns) {
            Matcher matcher = ROWS_AND_COLUMNS.matcher(rowsAndColumns.strip());
            if (!matcher.matches()) {
                return Optional.empty();
            }
            TerminalSize size =
                    new TerminalSize(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(1)));
            return size.columns > 0 && size.rows > 0 ? Optional.of(size) : Optional.empty();
        }
    }
}
