package io.github.cambtts.cli;

import java.time.Duration;
import java.util.Locale;

/** Amounts, written for people: the same in every locale. */
final class Quantity {

    private static final int STEP = 1000;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Quantity() {}

    /** Writes a number of bytes: three or four digits and a unit, such as {@code 12.4 MB}. */
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

    /** Writes a speed, such as {@code 3.9 MB/s}. */
    static String rate(double bytesPerSecond) {
        return scaled(bytesPerSecond) + "/s";
    }

    /** Writes how much came in which time, and how fast that is. */
    static String transfer(long bytes, long nanos) {
        double seconds = Math.max(nanos, 1) / 1e9;
        return bytes(bytes) + " in " + seconds(Duration.ofNanos(nanos)) + ", " + rate(bytes / seconds);
    }

    /** Writes how long something takes, to the hundredth of a second. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1e3);
    }

    /** Writes a time that is left, as a clock does: {@code 0:09}, {@code 1:02:03}. */
    static String clock(long seconds) {
        long minutes = seconds / 60;
        return minutes < 60
                ? String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", minutes / 60, minutes % 60, seconds % 60);
    }
}
