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

/** Measures the throughput of calls by the number of concurrent callers. */
final class Callers {

    private static final int[] CALLERS = {1, 2, 4, 8, 16, 64, 1_000};
    private static final int REPETITIONS = 3;
    private static final long DURATION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The knee is the smallest number of callers that reaches this share of the maximum throughput. */
    private static final double KNEE_SHARE = 0.9;

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
        double max = Arrays.stream(medians).max().orElseThrow();
        String[] row = new String[medians.length + 2];
        row[0] = name;
        for (int i = medians.length - 1; i >= 0; i--) {
            row[i + 1] = String.format(Locale.ROOT, "%.0f", medians[i]);
            if (medians[i] >= KNEE_SHARE * max) {
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

    /**
     * Returns calls per second. Every caller makes at least one call; calls that end after the time limit count too.
     */
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
                    } while (System.nanoTime() - start < DURATION_NANOS);
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
