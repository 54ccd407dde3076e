package io.github.cambtts.internal.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code Retry-After}: seconds or an HTTP-date (RFC 9110, section 10.2.3). */
public final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");

    /** So many digits of seconds are some thirty years; more is longer than anybody waits. */
    private static final int MAX_DIGITS = 9;

    private static final Duration ENDLESS = Duration.ofDays(36_500);

    private RetryAfter() {}

    public static Optional<Duration> parse(String value, Clock clock) {
        String trimmed = value.strip();
        if (SECONDS.matcher(trimmed).matches()) {
            boolean isEndless = trimmed.length() > MAX_DIGITS;
            return Optional.of(isEndless ? ENDLESS : Duration.ofSeconds(Long.parseLong(trimmed)));
        }
        try {
            Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(trimmed, Instant::from);
            Duration wait = Duration.between(clock.instant(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
