package io.github.cambtts.cli;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells whether a person watches, which Java has no call for. */
final class Terminal {

    private static final Path STDERR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    @SuppressWarnings("SystemConsoleNull") // isTerminal(Console) sees to it
    static boolean isStderr() {
        try {
            if (Files.isSymbolicLink(STDERR)) {
                String device = Files.readSymbolicLink(STDERR).toString();
                return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        // Without /proc only stdin and stdout can be asked about.
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** On Java 22 and later a console may be there without a terminal, and a method tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
