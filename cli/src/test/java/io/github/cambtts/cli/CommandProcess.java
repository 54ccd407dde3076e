package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the command line in a separate process. */
final class CommandProcess implements AutoCloseable {

    private static final int SECONDS = 60;
    private static final long SIGINT_BIT = 1L << 1;

    private final Process process;
    private final Path stderr;

    private CommandProcess(Process process, Path stderr) {
        this.process = process;
        this.stderr = stderr;
    }

    static CommandProcess start(Map<String, String> environment, Path directory, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        if (isInterruptIgnored()) {
            // A shell may start background processes with SIGINT ignored, and child processes inherit that.
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.addAll(java());
        command.add(CambTts.class.getName());
        command.addAll(Arrays.asList(args));
        Path stderr = Files.createTempFile("camb-tts-test", ".err");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("CAMB_.*|JAVA_TOOL_OPTIONS|(?i:.*_proxy)"));
        builder.environment().putAll(environment);
        return new CommandProcess(builder.redirectError(stderr.toFile()).start(), stderr);
    }

    /** Returns the words that start Java with the class path of the tests, with the options of the launcher. */
    static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"));
    }

    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        Optional<String> ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.replaceFirst("SigIgn:\\s*", ""))
                .findFirst();
        return ignored.isPresent() && (Long.parseUnsignedLong(ignored.get(), 16) & SIGINT_BIT) != 0;
    }

    Process process() {
        return process;
    }

    BufferedReader stdout() {
        return process.inputReader();
    }

    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start();
        assertTrue(kill.waitFor(SECONDS, TimeUnit.SECONDS) && kill.exitValue() == 0, "kill failed");
    }

    /** Returns the stack of each thread. */
    String stacks() throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process print = new ProcessBuilder(jcmd.toString(), "" + process.pid(), "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(print.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    int exitCode() throws InterruptedException, IOException {
        assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }

    String stderr() throws IOException {
        return Files.readString(stderr);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(stderr);
    }
}
