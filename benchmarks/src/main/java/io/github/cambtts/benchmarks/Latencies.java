package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.Nginx.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long a call of 64 KiB over TLS takes, by the number of callers. Each caller makes its next call when the last
 * one has ended; clients take turns in an order shuffled each round, and the first round is dropped.
 *
 * <p>Arguments: rounds, and optionally a document to write the table into.
 */
public final class Latencies {

    private static final long RUN = 1;
    private static final int[] CALLERS = {1, 16, 64};
    private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private Latencies() {}

    /**
     * Runs the comparison.
     *
     * @param arguments rounds, document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Report report = new Report("benchmarks/run latencies " + rounds);
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, 64 << 10);
            try (Contenders contenders = new Contenders(nginx, Protocol.TLS_1)) {
                report(measured(contenders.reads(RUN), rounds), report);
            }
        }
        if (arguments.length > 1) {
            report.writeInto(
                    Path.of(arguments[1]), "latencies " + Runtime.version().feature());
        }
        System.exit(0);
    }

    /** The calls of one client, with one number of callers. */
    private static final class Calls {

        private final List<long[]> nanos = new ArrayList<>();
        private final List<Sample> samples = new ArrayList<>();

        long count() {
            return nanos.stream().mapToLong(own -> own.length).sum();
        }

        double perSecond() {
            return count() / (samples.stream().mapToLong(Sample::wallNanos).sum() / 1e9);
        }

        double kibibytes() {
            return samples.stream().mapToLong(Sample::allocatedBytes).sum() / 1024.0 / count();
        }

        String percentiles() {
            long[] sorted =
                    nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return Math.round(percentile(sorted, 0.5)) + " / " + Math.round(percentile(sorted, 0.99)) + " / "
                    + Math.round(percentile(sorted, 0.999));
        }

        private static double percentile(long[] sorted, double share) {
            return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e3;
        }
    }

    private static Map<String, Map<Integer, Calls>> measured(Map<String, Sample.Work> arms, int rounds)
            throws Exception {
        Map<String, Map<Integer, Calls>> calls = new LinkedHashMap<>();
        for (Map.Entry<String, Sample.Work> arm : arms.entrySet()) {
            calls.put(arm.getKey(), new LinkedHashMap<>());
            call(arm.getValue(), CALLERS[1], WARM_UP_NANOS, new Calls());
        }
        List<String> names = new ArrayList<>(arms.keySet());
        Random random = new Random(rounds);
        for (int callers : CALLERS) {
            for (int round = 0; round <= rounds; round++) {
                Collections.shuffle(names, random);
                for (String name : names) {
                    Calls dropped = new Calls();
                    Calls own = calls.get(name).computeIfAbsent(callers, any -> new Calls());
                    call(arms.get(name), callers, ROUND_NANOS, round == 0 ? dropped : own);
                }
            }
        }
        return calls;
    }

    private static void call(Sample.Work call, int callers, long duration, Calls calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            calls.samples.add(Sample.of(() -> {
                List<Future<long[]>> running = new ArrayList<>();
                long end = System.nanoTime() + duration;
                for (int i = 0; i < callers; i++) {
                    running.add(threads.submit(() -> callUntil(end, call)));
                }
                for (Future<long[]> caller : running) {
                    calls.nanos.add(caller.get());
                }
            }));
        } finally {
            threads.shutdown();
        }
    }

    private static long[] callUntil(long end, Sample.Work call) throws Exception {
        long[] nanos = new long[1024];
        int count = 0;
        long start = System.nanoTime();
        do {
            call.run();
            long now = System.nanoTime();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = now - start;
            start = now;
        } while (start < end);
        return Arrays.copyOf(nanos, count);
    }

    private static void report(Map<String, Map<Integer, Calls>> calls, Report report) {
        report.header(
                "64 KiB over TLS, µs p50 / p99 / p99.9",
                "1 caller",
                "16 callers",
                "64 callers",
                "calls/s of 1",
                "of 16",
                "of 64",
                "allocated KiB a call");
        calls.forEach((name, own) -> {
            List<String> row = new ArrayList<>(List.of(name));
            own.values().forEach(some -> row.add(some.percentiles()));
            own.values().forEach(some -> row.add(String.format(Locale.ROOT, "%.0f", some.perSecond())));
            row.add(String.format(Locale.ROOT, "%.0f", own.get(CALLERS[0]).kibibytes()));
            report.row(row.toArray(String[]::new));
        });
    }
}
