package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.OneFile.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A whole process that saves one small file, from its start to its end, as it is and with class-data sharing. */
final class ColdStarts {

    private final Nginx nginx;
    private final long run;
    private final Map<Way, List<Double>> plain = new EnumMap<>(Way.class);
    private final Map<Way, List<Double>> shared = new EnumMap<>(Way.class);

    private ColdStarts(Nginx nginx, long run) {
        this.nginx = nginx;
        this.run = run;
    }

    static void compare(Nginx nginx, long run, int rounds, Report report) throws IOException, InterruptedException {
        ColdStarts starts = new ColdStarts(nginx, run);
        for (Way way : Way.values()) {
            starts.plain.put(way, new ArrayList<>());
            starts.shared.put(way, new ArrayList<>());
            starts.save(way, "-XX:ArchiveClassesAtExit=" + starts.archive(way), "-Xlog:disable", "-Xlog:all=off");
        }
        for (int round = 0; round < rounds; round++) {
            for (Way way : Way.values()) {
                starts.plain.get(way).add(starts.save(way, "-Xshare:auto"));
                starts.shared.get(way).add(starts.save(way, "-XX:SharedArchiveFile=" + starts.archive(way)));
            }
        }
        report.header("a process that saves 64 KiB", "ms", "x bare client", "ms with CDS", "x without CDS");
        for (Way way : Way.values()) {
            report.row(
                    way.title(),
                    millis(starts.plain.get(way)),
                    ratio(starts.plain.get(way), starts.plain.get(way.bare())),
                    millis(starts.shared.get(way)),
                    ratio(starts.shared.get(way), starts.plain.get(way)));
        }
    }

    private Path archive(Way way) throws IOException {
        return nginx.scratch().resolve(way + ".jsa");
    }

    private double save(Way way, String... options) throws IOException, InterruptedException {
        Path file = nginx.scratch().resolve("cold.wav");
        Files.deleteIfExists(file);
        long start = System.nanoTime();
        new Child(List.of(options)).save(way, nginx.baseUrl(Nginx.Protocol.PLAIN), run, file);
        return (System.nanoTime() - start) / 1e6;
    }

    private static String millis(List<Double> times) {
        return String.format(
                Locale.ROOT, "%.0f", Quantiles.of(Arrays.stream(array(times))).median());
    }

    private static String ratio(List<Double> numerators, List<Double> denominators) {
        return Quantiles.ofRatios(array(numerators), array(denominators)).text();
    }

    private static double[] array(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
