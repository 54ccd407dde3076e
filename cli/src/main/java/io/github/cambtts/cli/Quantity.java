package io.github.cambtts.cli;

import java.time.Duration;
import java.util.Locale;

/** Formats amounts for people, the same in every locale. */
final class Quantity {

    private static final int STEP = 1000;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Quantity() {}

    /** Formats a number of bytes with a unit, such as {@code 12.4 MB}. */
    static String bytes(long bytes) {
        return scaled((double) bytes);
    }

    private static String scaled(double bytes) {
        double value = Math.max(0, bytes);
        int unit = 0;
        while (value >= STEP - 0.05 && unit < UNITS.length - 1) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** Formats a rate, such as {@code 3.9 MB/s}. */
    static String rate(double bytesPerSecond) {
        return scaled(bytesPerSecond) + "/s";
    }

    /** Formats a transfer: its bytes, its duration and its rate. */
    static String transfer(long bytes, long nanos) {
        double seconds = Math.max(nanos, 1) / 1e9;
        return bytes(bytes) + " in " + seconds(Duration.ofNanos(nanos)) + ", " + rate(bytes / seconds);
    }

    /** Formats a duration in seconds, with two decimals. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1e3);
    }

    /** Formats a remaining time as on a clock: {@code 0:09}, {@code 1:02:03}. */
    static String clock(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }
}
