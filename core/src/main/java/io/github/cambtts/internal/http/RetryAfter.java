package io.github.cambtts.internal.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code Retry-After}: seconds or an HTTP-date in any of its three forms (RFC 9110, sections 10.2.3 and 5.6.7).
 */
public final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** Nine digits of seconds are about thirty years; nobody waits longer. */
    private static final int MAX_DIGITS = 9;

    private static final Duration ENDLESS = Duration.ofDays(36_500);

    /** {@code Sunday, 06-Nov-94 08:49:37 GMT}; the day of the week is ignored, because the century is a guess. */
    private static final Pattern RFC_850 = Pattern.compile(
            "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d\\d-[A-Z][a-z]{2}-\\d\\d \\d\\d:\\d\\d:\\d\\d) GMT");

    /** {@code Sun Nov  6 08:49:37 1994} */
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH);

    private static final int MAX_YEARS_AHEAD = 50;

    private RetryAfter() {}

    public static Optional<Duration> parse(String value, Clock clock) {
        String trimmed = value.strip();
        if (SECONDS.matcher(trimmed).matches()) {
            boolean isEndless = trimmed.length() > MAX_DIGITS;
            return Optional.of(isEndless ? ENDLESS : Duration.ofSeconds(Long.parseLong(trimmed)));
        }
        try {
            Duration wait = Duration.between(clock.instant(), date(trimmed, clock));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant date(String text, Clock clock) {
        Matcher rfc850 = RFC_850.matcher(text);
        if (rfc850.matches()) {
            return withoutCentury(rfc850.group(1), LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
        }
        if (text.indexOf(',') >= 0) {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
        }
        return LocalDateTime.parse(text, ASCTIME).toInstant(ZoneOffset.UTC);
    }

    /** A date that would be more than 50 years ahead is in the past. */
    private static Instant withoutCentury(String text, LocalDateTime now) {
        LocalDateTime latest = now.plusYears(MAX_YEARS_AHEAD);
        DateTimeFormatter format = new DateTimeFormatterBuilder()
                .appendPattern("dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, latest.getYear() - 99)
                .appendPattern(" HH:mm:ss")
                .toFormatter(Locale.ENGLISH);
        LocalDateTime date = LocalDateTime.parse(text, format);
        return (date.isAfter(latest) ? date.minusYears(100) : date).toInstant(ZoneOffset.UTC);
    }
}
