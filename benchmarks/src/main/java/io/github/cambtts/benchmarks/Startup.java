package io.github.cambtts.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures a whole process of the command line from start to end: by the launcher of the distribution, with its class
 * archive, and by {@code java -jar}. Both take turns, and a ratio is that of two neighbours.
 *
 * <p>Arguments: optionally the number of rounds, and a document to write the table into.
 */
public final class Startup {

    private static final Path DISTRIBUTION = Path.of("cli/target/camb-tts").toAbsolutePath();
    private static final int DEFAULT_ROUNDS = 30;
    private static final long MAX_MINUTES = 10;

    private final Path directory;
    private final Path cache;

    private Startup(Path directory) throws IOException {
        this.directory = directory;
        this.cache = Files.createDirectory(directory.resolve("cache"));
    }

    /**
     * Runs the commands.
     *
     * @param arguments rounds, document
     * @throws Exception if a command fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_ROUNDS;
        Report report = new Report("benchmarks/run startup " + rounds);
        Path directory = Files.createTempDirectory("camb-tts-startup");
        Startup startup = new Startup(directory);
        Process service = startup.start(startup.byJava("serve", "--quiet"), "");
        try {
            String baseUrl = service.inputReader().readLine();
            startup.makeArchive();
            report.header("command", "ms by the launcher", "ms by java -jar", "launcher / java -jar");
            startup.compare(report, "--version", rounds, baseUrl, "--version");
            startup.compare(report, "jdkhttp: get of 94 KB", rounds, baseUrl, "get", "1", "-o", "a.flac", "--replace");
            startup.compare(
                    report,
                    "feign: get of 94 KB",
                    rounds,
                    baseUrl,
                    "get",
                    "1",
                    "-o",
                    "a.flac",
                    "--replace",
                    "--adapter",
                    "feign");
        } finally {
            service.destroy();
            service.waitFor();
            delete(directory);
        }
        if (arguments.length > 1) {
            report.writeInto(
                    Path.of(arguments[1]), "startup " + Runtime.version().feature());
        }
    }

    private void compare(Report report, String title, int rounds, String baseUrl, String... command)
            throws IOException, InterruptedException {
        double[] launcher = new double[rounds];
        double[] java = new double[rounds];
        millis(byLauncher(command), baseUrl);
        millis(byJava(command), baseUrl);
        for (int round = 0; round < rounds; round++) {
            boolean isLauncherFirst = round % 2 == 0;
            if (isLauncherFirst) {
                launcher[round] = millis(byLauncher(command), baseUrl);
            }
            java[round] = millis(byJava(command), baseUrl);
            if (!isLauncherFirst) {
                launcher[round] = millis(byLauncher(command), baseUrl);
            }
        }
        report.row(
                title,
                median(launcher),
                median(java),
                Quantiles.ofRatios(launcher, java).text());
    }

    private static String median(double[] millis) {
        return String.format(
                Locale.ROOT, "%.0f", Quantiles.of(Arrays.stream(millis)).median());
    }

    private double millis(List<String> command, String baseUrl) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = start(command, baseUrl);
        process.inputReader().transferTo(Writer.nullWriter());
        int exitCode = process.waitFor();
        double millis = (System.nanoTime() - start) / 1e6;
        if (exitCode != (command.contains("--no-such-option") ? 2 : 0)) {
            throw new IOException(command + " ended with " + exitCode);
        }
        return millis;
    }

    private List<String> byLauncher(String... arguments) {
        return concat(Stream.of(DISTRIBUTION.resolve("bin/camb-tts").toString()), arguments);
    }

    private List<String> byJava(String... arguments) {
        return concat(
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        DISTRIBUTION.resolve("lib/camb-tts.jar").toString()),
                arguments);
    }

    private static List<String> concat(Stream<String> first, String... arguments) {
        return Stream.concat(first, Stream.of(arguments)).toList();
    }

    private Process start(List<String> command, String baseUrl) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.putAll(Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "CAMB_TTS_CACHE_DIR",
                cache.toString(),
                "CAMB_API_KEY",
                "benchmark",
                "CAMB_BASE_URL",
                baseUrl));
        return builder.start();
    }

    /** Starts the launcher once, and waits for the archive that it creates. */
    private void makeArchive() throws IOException, InterruptedException {
        millis(byLauncher("--version"), "");
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES);
        while (!isArchiveComplete()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no archive appeared in " + MAX_MINUTES + " minutes");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    /** The directory of the lock, with files of its own, is deleted last. */
    private boolean isArchiveComplete() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(cache)) {
            found.filter(Files::isRegularFile).forEach(files::add);
        } catch (UncheckedIOException e) {
            return false;
        }
        return files.size() == 1 && !files.get(0).toString().contains(".lock");
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
