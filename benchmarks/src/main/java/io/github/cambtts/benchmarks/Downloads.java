package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.Nginx.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Measures whole downloads of large files. The order is shuffled each round, and the first round is dropped.
 *
 * <p>Arguments: MiB, rounds, and optionally a document to write the tables into.
 */
public final class Downloads {

    private static final long RUN = 1;
    private static final double MIB = 1 << 20;

    private Downloads() {}

    /**
     * Runs the comparison.
     *
     * @param arguments MiB, rounds, document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        int mebibytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        Report report = new Report("benchmarks/run downloads " + mebibytes + " " + rounds);
        Map<Protocol, Map<String, List<Sample>>> samples = new EnumMap<>(Protocol.class);
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, (long) mebibytes << 20);
            for (Protocol protocol : Protocol.values()) {
                samples.put(protocol, measure(nginx, protocol, rounds));
            }
        }
        report(mebibytes, samples, report);
        if (arguments.length > 2) {
            report.writeInto(
                    Path.of(arguments[2]), "downloads " + Runtime.version().feature());
        }
        // The JDK client's threads would delay the end of the process.
        System.exit(0);
    }

    private static Map<String, List<Sample>> measure(Nginx nginx, Protocol protocol, int rounds) throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        try (Contenders contenders = new Contenders(nginx, protocol)) {
            Map<String, Sample.Work> arms = contenders.downloads(RUN);
            List<String> names = new ArrayList<>(arms.keySet());
            names.forEach(name -> samples.put(name, new ArrayList<>()));
            Random random = new Random(rounds);
            for (int round = 0; round <= rounds; round++) {
                Collections.shuffle(names, random);
                for (String name : names) {
                    Sample sample = Sample.of(arms.get(name));
                    if (round > 0) {
                        samples.get(name).add(sample);
                    }
                }
            }
        }
        return samples;
    }

    private static void report(int mebibytes, Map<Protocol, Map<String, List<Sample>>> samples, Report report) {
        List<String> header = new ArrayList<>(List.of(mebibytes + " MiB, x curl"));
        samples.keySet().forEach(protocol -> header.add(protocol.title()));
        header.addAll(List.of("CPU s/GiB, TLS", "allocated MiB/GiB, TLS"));
        report.header(header.toArray(String[]::new));
        double gibibytes = mebibytes / 1024.0;
        samples.get(Protocol.TLS_1).forEach((name, secure) -> {
            if (!name.equals(Contenders.CURL)) {
                report.row(row(
                        name,
                        ratios(name, Contenders.CURL, samples),
                        median(secure, "%.2f", sample -> sample.cpuNanos() / 1e9 / gibibytes),
                        median(secure, "%.1f", sample -> sample.allocatedBytes() / MIB / gibibytes)));
            }
        });
        report.row(row("feign / bare Feign", ratios(Contenders.FEIGN, Contenders.BARE_FEIGN, samples), "", ""));
        report.row(row("jdkhttp / bare JDK", ratios(Contenders.JDKHTTP, Contenders.BARE_JDK, samples), "", ""));
    }

    private static String[] row(String name, Stream<String> ratios, String cpu, String allocated) {
        return Stream.of(Stream.of(name), ratios, Stream.of(cpu, allocated))
                .flatMap(cells -> cells)
                .toArray(String[]::new);
    }

    private static Stream<String> ratios(String own, String other, Map<Protocol, Map<String, List<Sample>>> samples) {
        return samples.values().stream()
                .map(arms -> Quantiles.ofRatios(wall(arms.get(own)), wall(arms.get(other)))
                        .text());
    }

    private static double[] wall(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::wallNanos).toArray();
    }

    private static String median(List<Sample> samples, String format, ToDoubleFunction<Sample> figure) {
        return String.format(
                Locale.ROOT,
                format,
                Quantiles.of(samples.stream().mapToDouble(figure)).median());
    }
}
