package io.github.cambtts.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;

/** How many calls go through, by how many make them at once. */
final class Callers {

    private static final int[] CALLERS = {1, 2, 4, 8, 16, 64, 1_000};
    private static final int REPETITIONS = 3;
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The knee is where this much of the most that can be had is there. */
    private static final double NEARLY = 0.9;

    private Callers() {}

    static void compare(String title, Map<String, Sample.Work> arms, Report report) throws Exception {
        String[] header = new String[CALLERS.length + 2];
        header[0] = title + ", calls/s by callers";
        for (int i = 0; i < CALLERS.length; i++) {
            header[i + 1] = Integer.toString(CALLERS[i]);
        }
        header[CALLERS.length + 1] = "knee";
        report.header(header);
        for (Map.Entry<String, Sample.Work> arm : arms.entrySet()) {
            double[] medians = new double[CALLERS.length];
            for (int i = 0; i < CALLERS.length; i++) {
                medians[i] = median(arm.getValue(), CALLERS[i]);
            }
            report.row(row(arm.getKey(), medians));
        }
    }

    private static String[] row(String name, double[] medians) {
        double most = Arrays.stream(medians).max().orElseThrow();
        String[] row = new String[medians.length + 2];
        row[0] = name;
        for (int i = medians.length - 1; i >= 0; i--) {
            row[i + 1] = String.format(Locale.ROOT, "%.0f", medians[i]);
            if (medians[i] >= NEARLY * most) {
                row[medians.length + 1] = Integer.toString(CALLERS[i]);
            }
        }
        return row;
    }

    private static double median(Sample.Work call, int callers) throws Exception {
        double[] throughputs = new double[REPETITIONS];
        throughput(call, callers);
        for (int i = 0; i < REPETITIONS; i++) {
            throughputs[i] = throughput(call, callers);
        }
        return Quantiles.of(DoubleStream.of(throughputs)).median();
    }

    /** Every caller makes at least one call; those under way when the time is up are waited for and counted. */
    private static double throughput(Sample.Work call, int callers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Integer>> running = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(() -> {
                    int calls = 0;
                    do {
                        call.run();
                        calls++;
                    } while (System.nanoTime() - start < NANOS);
                    return calls;
                }));
            }
            long calls = 0;
            for (Future<Integer> caller : running) {
                calls += caller.get();
            }
            return calls / ((System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdown();
        }
    }
}
