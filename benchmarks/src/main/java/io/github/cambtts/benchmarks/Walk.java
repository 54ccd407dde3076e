package io.github.cambtts.benchmarks;

import com.sun.management.ThreadMXBean;
import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.internal.recording.RecordingWalk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How fast a FLAC is walked through, beside {@code flac -t}, which decodes it: processor time for the same file, in turns.
 *
 * <p>Arguments: optionally the number of rounds, and a document to write the table into. Needs the flac command.
 */
public final class Walk {

    private static final int NOISE_BYTES = 64 << 20;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int WARM_UP_ROUNDS = 10;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Walk() {}

    /**
     * Compares.
     *
     * @param arguments rounds, document
     * @throws Exception if a file cannot be written, or the flac command fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        Report report = new Report("benchmarks/run walk " + rounds);
        Path directory = Files.createTempDirectory("walk");
        try {
            report.header(
                    "64 KiB at a time, against `flac -t`",
                    "GB/s of processor time",
                    "times as fast",
                    "bytes allocated for each frame");
            compare(report, encoded(directory), rounds);
        } finally {
            for (String name : List.of("noise.raw", "noise.flac")) {
                Files.deleteIfExists(directory.resolve(name));
            }
            Files.delete(directory);
        }
        if (arguments.length > 1) {
            report.writeInto(Path.of(arguments[1]), "walk");
        }
    }

    /** Makes a file of noise that grows and falls, so that its samples need every number of bits. */
    private static Path encoded(Path directory) throws IOException, InterruptedException {
        ByteBuffer samples = ByteBuffer.allocate(NOISE_BYTES);
        Random noise = new Random(9639);
        while (samples.hasRemaining()) {
            double loudness = 500 * (1 + Math.sin(samples.position() / 300_000.0)) / 2;
            samples.putShort(Short.reverseBytes((short) (loudness * noise.nextGaussian())));
        }
        Path raw = Files.write(directory.resolve("noise.raw"), samples.array());
        Path encoded = directory.resolve("noise.flac");
        run("flac -5 --silent --force-raw-format --endian=little --sign=signed --channels=2 --bps=16"
                + " --sample-rate=44100 -o " + encoded + " " + raw);
        return encoded;
    }

    private static void compare(Report report, Path file, int rounds) throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(file);
        List<Double> ratios = new ArrayList<>();
        List<Double> speeds = new ArrayList<>();
        long allocated = 0;
        long frames = frames(file);
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (boolean direct : new boolean[] {false, true}) {
                ByteBuffer source =
                        direct ? ByteBuffer.allocateDirect(bytes.length) : ByteBuffer.allocate(bytes.length);
                source.put(bytes).flip();
                long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
                long before = THREADS.getCurrentThreadCpuTime();
                walk(source);
                long nanos = THREADS.getCurrentThreadCpuTime() - before;
                allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
                if (round >= 0) {
                    speeds.add((double) bytes.length / nanos);
                    ratios.add(processorSeconds(file) * 1e9 / nanos);
                }
            }
        }
        report.row(
                "noise, stereo, 16 bits, 44.1 kHz, by `flac -5`",
                Quantiles.of(speeds.stream().mapToDouble(Double::doubleValue)).text(),
                Quantiles.of(ratios.stream().mapToDouble(Double::doubleValue)).text(),
                String.format(Locale.ROOT, "%.1f", (double) allocated / frames));
    }

    private static void walk(ByteBuffer source) {
        RecordingWalk walk = new RecordingWalk();
        for (int at = 0; at < source.limit(); at += PIECE_BYTES) {
            walk.update(source.slice(at, Math.min(PIECE_BYTES, source.limit() - at)));
        }
        RecordingCheck check = walk.finish();
        if (check.completeness() != Completeness.COMPLETE) {
            throw new IllegalStateException(check.toString());
        }
    }

    /** Counts frames by cutting the last byte off: then they are those before the last one. */
    private static long frames(Path file) throws IOException {
        RecordingWalk walk = new RecordingWalk();
        byte[] bytes = Files.readAllBytes(file);
        walk.update(ByteBuffer.wrap(bytes, 0, bytes.length - 1));
        return walk.finish().intact().orElseThrow().frames().getAsLong() + 1;
    }

    private static double processorSeconds(Path file) throws IOException, InterruptedException {
        double seconds = 0;
        for (String line : run("time -p flac --silent --test " + file).lines().toList()) {
            if (line.startsWith("user ") || line.startsWith("sys ")) {
                seconds += Double.parseDouble(line.substring(line.indexOf(' ') + 1));
            }
        }
        return seconds;
    }

    private static String run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + printed);
        }
        return printed;
    }
}
