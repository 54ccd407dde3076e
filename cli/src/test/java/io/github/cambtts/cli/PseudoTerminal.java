package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs Java programs on a pseudo-terminal, which {@code script} of util-linux creates, or without a terminal. */
final class PseudoTerminal {

    private static final int SECONDS = 100;

    private PseudoTerminal() {}

    /** Skips the test if the programs that make a pseudo-terminal are missing. */
    static void require() {
        assumeTrue(isRunnable("script", "--version") && isRunnable("stty", "--version"), "script or stty is missing");
    }

    static boolean isRunnable(String... command) {
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

    private static List<String> java(Class<?> program, String... args) {
        List<String> words = new ArrayList<>(CommandProcess.java());
        words.add(program.getName());
        words.addAll(List.of(args));
        return words;
    }

    /** Starts a program with stdout and stderr on a terminal; the terminal's name is in the file {@code tty}. */
    static Process start(int columns, Path directory, Map<String, String> environment, Class<?> program, String... args)
            throws IOException {
        String words = String.join(
                " ", java(program, args).stream().map(word -> "'" + word + "'").toList());
        return start(
                directory,
                environment,
                "script",
                "-qefc",
                "stty cols " + columns + " rows 24; tty > tty; exec " + words,
                "/dev/null");
    }

    static Process start(Path directory, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name -> name.matches("CAMB_.*|JAVA_TOOL_OPTIONS|(?i:.*_proxy)|COLUMNS|.*COLOR.*"));
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Runs a program on a terminal to its end, and returns all that was written. */
    static String run(
            int exitCode,
            int columns,
            Path directory,
            Map<String, String> environment,
            Class<?> program,
            String... args)
            throws IOException, InterruptedException {
        return end(exitCode, start(columns, directory, environment, program, args));
    }

    /** Runs a program with stdout and stderr in one pipe, and returns all that was written. */
    static String runInAPipe(
            int exitCode, Path directory, Map<String, String> environment, Class<?> program, String... args)
            throws IOException, InterruptedException {
        return end(exitCode, start(directory, environment, java(program, args).toArray(String[]::new)));
    }

    private static String end(int exitCode, Process process) throws IOException, InterruptedException {
        try {
            String written = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), written);
            assertEquals(exitCode, process.exitValue(), written);
            return written;
        } finally {
            process.destroyForcibly();
        }
    }
}
