package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.Nginx.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Measures small calls over reused connections: their time and allocation, the throughput with more callers, and whole
 * processes that make one call.
 *
 * <p>Arguments: rounds, and optionally a document to write the tables into.
 */
public final class Calls {

    private static final Map<Long, String> SIZES = Map.of(1L, "64 KiB", 2L, "1 MiB");
    private static final int COLD_STARTS = 15;

    /** Enough for the JIT compilers, which need thousands of calls. */
    private static final int WARM_UP_ROUNDS = 20;

    private Calls() {}

    /**
     * Runs the comparison.
     *
     * @param arguments rounds, document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
        Report report = new Report("benchmarks/run calls " + rounds);
        try (Nginx nginx = Nginx.start()) {
            nginx.add(1, 64 << 10);
            nginx.add(2, 1 << 20);
            try (Contenders contenders = new Contenders(nginx, Protocol.PLAIN)) {
                for (long run : new long[] {1, 2}) {
                    int calls = run == 1 ? 250 : 50;
                    sequential(SIZES.get(run) + ", read", contenders.reads(run), calls, rounds, report);
                    Map<String, Sample.Work> saves = contenders.downloads(run);
                    saves.remove(Contenders.CURL);
                    sequential(SIZES.get(run) + ", saved", saves, calls, rounds, report);
                }
                for (long run : new long[] {1, 2}) {
                    Callers.compare(SIZES.get(run) + ", read", contenders.reads(run), report);
                }
            }
            ColdStarts.compare(nginx, 1, COLD_STARTS, report);
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

    private static void repeat(Sample.Work call, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }

    /** Returns the bare client of the same stack: the first one in the list. */
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
