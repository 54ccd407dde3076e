package io.github.cambtts.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Median, minimum and maximum of some numbers.
 *
 * @param median the median
 * @param min the minimum
 * @param max the maximum
 */
record Quantiles(double median, double min, double max) {

    static Quantiles of(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        if (sorted.length == 0) {
            return new Quantiles(Double.NaN, Double.NaN, Double.NaN);
        }
        return new Quantiles(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }

    static Quantiles ofRatios(double[] numerators, double[] denominators) {
        double[] ratios = new double[Math.min(numerators.length, denominators.length)];
        Arrays.setAll(ratios, i -> numerators[i] / denominators[i]);
        return of(Arrays.stream(ratios));
    }

    /** Shows all three, such as {@code 1.05 (0.98–1.20)}. */
    String text() {
        return Double.isNaN(median) ? "–" : String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, min, max);
    }
}
