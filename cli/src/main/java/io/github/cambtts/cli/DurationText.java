package io.github.cambtts.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations such as {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h} and {@code PT30S} (ISO 8601). */
final class DurationText {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private DurationText() {}

    static Duration parse(String option, String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        try {
            if (!matcher.matches()) {
                return Duration.parse(text);
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "The value of " + option + " is not a duration. Give one such as 500ms, 30s, 5m, 1h or PT30S.", e);
        }
    }
}
