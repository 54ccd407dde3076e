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
import java.util.function.ToDoubleFunction;

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
        try (Nginx nginx = Nginx.start()) {
            nginx.add(RUN, (long) mebibytes << 20);
            for (Protocol protocol : Protocol.values()) {
                compare(nginx, protocol, mebibytes, rounds, report);
            }
        }
        if (arguments.length > 2) {
            String options = Report.hasDefaultOptions() ? "" : "-with-options";
            report.writeInto(Path.of(arguments[2]), "downloads-" + mebibytes + options);
        }
        // The JDK client's threads would delay the end of the process.
        System.exit(0);
    }

    private static void compare(Nginx nginx, Protocol protocol, int mebibytes, int rounds, Report report)
            throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        try (Contenders contenders = new Contenders(nginx, protocol)) {
            Map<String, Sample.Work> arms = contenders.downloads(RUN);
            if (mebibytes <= 64) {
                arms.put("bare Feign: byte[]", contenders.feignBytes(RUN));
            }
            List<String> names = new ArrayList<>(arms.keySet());
            for (String name : names) {
                samples.put(name, new ArrayList<>());
            }
            Random random = new Random(mebibytes);
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
        report.header(
                protocol.title() + ", " + mebibytes + " MiB",
                "x curl",
                "x bare client",
                "CPU s/GiB",
                "allocated MiB/GiB",
                "GCs");
        double gibibytes = mebibytes / 1024.0;
        samples.forEach((name, own) -> report.row(
                name,
                ratio(own, samples.get(Contenders.CURL)),
                ratio(own, samples.get(bareOf(name))),
                median(own, sample -> sample.cpuNanos() / 1e9 / gibibytes),
                median(own, sample -> sample.allocatedBytes() / MIB / gibibytes),
                median(own, sample -> (double) sample.collections())));
    }

    /** Returns the bare client that an arm is compared with. */
    private static String bareOf(String name) {
        if (name.startsWith("feign:")) {
            return "bare Feign: Response + transferTo";
        }
        return name.startsWith("jdkhttp:") ? "bare JDK: BodyHandlers.ofFile" : Contenders.CURL;
    }

    private static String ratio(List<Sample> own, List<Sample> other) {
        return Quantiles.ofRatios(wall(own), wall(other)).text();
    }

    private static double[] wall(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::wallNanos).toArray();
    }

    private static String median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] figures = samples.stream().mapToDouble(figure).toArray();
        return String.format(
                Locale.ROOT, "%.2f", Quantiles.of(Arrays.stream(figures)).median());
    }
}
