package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.OneFile.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures a whole process that saves one small file, from start to end, without and with class-data sharing.
 *
 * <p>Arguments: rounds, and optionally a document to write the table into.
 */
public final class ColdStarts {

    private static final long RUN = 1;

    private final Nginx nginx;
    private final Map<Variant, List<Double>> plain = new EnumMap<>(Variant.class);
    private final Map<Variant, List<Double>> shared = new EnumMap<>(Variant.class);

    private ColdStarts(Nginx nginx) {
        this.nginx = nginx;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments rounds, document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        Report report = new Report("benchmarks/run coldstarts " + rounds);
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, 64 << 10);
            compare(nginx, rounds, report);
        }
        if (arguments.length > 1) {
            report.writeInto(
                    Path.of(arguments[1]), "coldstarts " + Runtime.version().feature());
        }
    }

    private static void compare(Nginx nginx, int rounds, Report report) throws IOException, InterruptedException {
        ColdStarts starts = new ColdStarts(nginx);
        for (Variant variant : Variant.values()) {
            starts.plain.put(variant, new ArrayList<>());
            starts.shared.put(variant, new ArrayList<>());
            String archive = "-XX:ArchiveClassesAtExit=" + starts.archive(variant);
            starts.save(variant, archive, "-Xlog:disable", "-Xlog:all=off");
        }
        for (int round = 0; round < rounds; round++) {
            for (Variant variant : Variant.values()) {
                starts.plain.get(variant).add(starts.save(variant, "-Xshare:auto"));
                String archive = "-XX:SharedArchiveFile=" + starts.archive(variant);
                starts.shared.get(variant).add(starts.save(variant, archive));
            }
        }
        report.header("a process that saves 64 KiB", "ms", "x bare client", "ms with CDS", "x without CDS");
        for (Variant variant : Variant.values()) {
            report.row(
                    variant.title(),
                    millis(starts.plain.get(variant)),
                    ratio(starts.plain.get(variant), starts.plain.get(variant.bare())),
                    millis(starts.shared.get(variant)),
                    ratio(starts.shared.get(variant), starts.plain.get(variant)));
        }
    }

    private Path archive(Variant variant) throws IOException {
        return nginx.scratch().resolve(variant + ".jsa");
    }

    private double save(Variant variant, String... options) throws IOException, InterruptedException {
        Path file = nginx.scratch().resolve("cold.wav");
        Files.deleteIfExists(file);
        long start = System.nanoTime();
        new Child(List.of(options)).save(variant, nginx.baseUrl(Nginx.Protocol.PLAIN), RUN, file);
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
