package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.Nginx.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/**
 * Single calls over kept connections: their time and garbage, and how many go through with more callers.
 *
 * <p>Arguments: rounds, and optionally a document to write the tables into.
 */
public final class Calls {

    private static final Map<Long, String> SIZES = Map.of(1L, "64 KiB", 2L, "1 MiB");
    private static final int WARM_UP_ROUNDS = 3;
    private static final int[] CALLERS = {1, 16, 64};

    private Calls() {}

    /**
     * Runs the comparison.
     *
     * @param arguments rounds, document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
        Report report = new Report("benchmarks/run calls " + rounds);
        try (Nginx nginx = Nginx.start()) {
            nginx.add(1, 64 << 10);
            nginx.add(2, 1 << 20);
            try (Contenders contenders = new Contenders(nginx, Protocol.PLAIN)) {
                for (long run : new long[] {1, 2}) {
                    int calls = run == 1 ? 1_000 : 200;
                    sequential(SIZES.get(run) + ", read", contenders.reads(run), calls, rounds, report);
                    Map<String, Sample.Work> saves = contenders.downloads(run);
                    saves.remove(Contenders.CURL);
                    sequential(SIZES.get(run) + ", saved", saves, calls, rounds, report);
                }
                for (long run : new long[] {1, 2}) {
                    concurrent(SIZES.get(run) + ", read", contenders.reads(run), run == 1 ? 8_000 : 800, report);
                }
            }
        }
        if (arguments.length > 1) {
            report.writeInto(Path.of(arguments[1]), "calls");
        }
        System.exit(0);
    }

    private static void sequential(String title, Map<String, Sample.Work> arms, int calls, int rounds, Report report)
            throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        arms.keySet().forEach(name -> samples.put(name, new ArrayList<>()));
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            for (Map.Entry<String, Sample.Work> arm : arms.entrySet()) {
                Sample sample = Sample.of(() -> repeat(arm.getValue(), calls));
                if (round >= 0) {
                    samples.get(arm.getKey()).add(sample);
                }
            }
        }
        report.header(title, "µs a call", "x bare client", "CPU µs a call", "allocated KiB a call");
        samples.forEach((name, own) -> {
            String bare = bareOf(name, samples);
            report.row(
                    name,
                    figure(own.stream().mapToDouble(sample -> sample.wallNanos() / 1e3 / calls)),
                    Quantiles.ofRatios(wall(own), wall(samples.get(bare))).text(),
                    figure(own.stream().mapToDouble(sample -> sample.cpuNanos() / 1e3 / calls)),
                    figure(own.stream().mapToDouble(sample -> sample.allocatedBytes() / 1024.0 / calls)));
        });
    }

    private static void concurrent(String title, Map<String, Sample.Work> arms, int calls, Report report)
            throws Exception {
        String[] header = new String[CALLERS.length + 1];
        header[0] = title + ", calls/s";
        Arrays.setAll(header, i -> i == 0 ? title + ", calls/s" : CALLERS[i - 1] + " callers");
        report.header(header);
        for (Map.Entry<String, Sample.Work> arm : arms.entrySet()) {
            String[] row = new String[CALLERS.length + 1];
            row[0] = arm.getKey();
            for (int i = 0; i < CALLERS.length; i++) {
                row[i + 1] = figure(DoubleStream.of(throughput(arm.getValue(), CALLERS[i], calls)));
            }
            report.row(row);
        }
    }

    private static double throughput(Sample.Work call, int callers, int calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<?>> running = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(() -> {
                    repeat(call, calls / callers);
                    return null;
                }));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
            return (calls / callers * callers) / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdown();
        }
    }

    private static void repeat(Sample.Work call, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }

    /** Returns the bare client of the same stack: the next bare one in the list. */
    private static String bareOf(String name, Map<String, List<Sample>> samples) {
        String stack = name.contains("jdkhttp") || name.contains("JDK") ? "bare JDK" : "bare Feign";
        return samples.keySet().stream()
                .filter(other -> other.startsWith(stack))
                .findFirst()
                .orElse(name);
    }

    private static double[] wall(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::wallNanos).toArray();
    }

    private static String figure(DoubleStream figures) {
        return String.format(Locale.ROOT, "%.1f", Quantiles.of(figures).median());
    }
}
