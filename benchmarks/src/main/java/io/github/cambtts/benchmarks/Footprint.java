package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.OneFile.Variant;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures the peak resident set of a process that saves one file, by the file's size.
 *
 * <p>Arguments: optionally a document to write the table into.
 */
public final class Footprint {

    private static final long[] MEBIBYTES = {64, 1024, 4096};
    private static final int ROUNDS = 3;
    private static final String HEAP = "-Xmx48m";

    private Footprint() {}

    /**
     * Runs the comparison.
     *
     * @param arguments document
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        Report report = new Report("benchmarks/run footprint");
        try (Nginx nginx = Nginx.start()) {
            for (long size : MEBIBYTES) {
                nginx.addSilence(size, size << 20);
            }
            report.header("resident MiB with " + HEAP, "64 MiB", "1 GiB", "4 GiB", "4 GiB x 64 MiB");
            for (Variant variant : List.of(Variant.FEIGN, Variant.JDKHTTP)) {
                double[] resident = new double[MEBIBYTES.length];
                for (int i = 0; i < resident.length; i++) {
                    resident[i] = median(nginx, variant, MEBIBYTES[i]);
                }
                report.row(
                        variant.title(),
                        text("%.1f", resident[0]),
                        text("%.1f", resident[1]),
                        text("%.1f", resident[2]),
                        text("%.2f", resident[2] / resident[0]));
            }
        }
        if (arguments.length > 0) {
            report.writeInto(Path.of(arguments[0]), "footprint");
        }
    }

    private static double median(Nginx nginx, Variant variant, long run) throws Exception {
        double[] resident = new double[ROUNDS];
        Child child = new Child(List.of(HEAP, "-Dfootprint=true"));
        for (int i = 0; i < ROUNDS; i++) {
            Path file = nginx.scratch().resolve("large.wav");
            String kibibytes = child.save(variant, nginx.baseUrl(Nginx.Protocol.PLAIN), run, file);
            resident[i] = Integer.parseInt(kibibytes) / 1024.0;
        }
        return Quantiles.of(Arrays.stream(resident)).median();
    }

    private static String text(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
