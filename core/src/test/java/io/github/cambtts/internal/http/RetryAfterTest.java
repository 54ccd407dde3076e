package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void secondsAreRead() {
        assertEquals(Optional.of(Duration.ofSeconds(120)), RetryAfter.parse(" 120 ", CLOCK));
        assertEquals(Optional.of(Duration.ZERO), RetryAfter.parse("0", CLOCK));
    }

    @Test
    void anHttpDateIsRead() {
        assertEquals(Optional.of(Duration.ofSeconds(90)), RetryAfter.parse("Sun, 22 Nov 2026 12:01:30 GMT", CLOCK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sunday, 22-Nov-26 12:01:30 GMT", "Sun Nov 22 12:01:30 2026"})
    void theObsoleteFormsOfAnHttpDateAreRead(String value) {
        assertEquals(Optional.of(Duration.ofSeconds(90)), RetryAfter.parse(value, CLOCK));
    }

    @Test
    void aDayOfOneDigitIsPaddedWithASpace() {
        Clock sixth = Clock.fixed(Instant.parse("2026-12-06T08:49:30Z"), ZoneOffset.UTC);
        assertEquals(Optional.of(Duration.ofSeconds(7)), RetryAfter.parse("Sun Dec  6 08:49:37 2026", sixth));
    }

    @Test
    void aYearOfTwoDigitsIsAtMostFiftyYearsAhead() {
        Clock clock = Clock.fixed(Instant.parse("2076-11-22T12:00:00Z"), ZoneOffset.UTC);
        assertEquals(Optional.of(Duration.ofSeconds(90)), RetryAfter.parse("Sunday, 22-Nov-76 12:01:30 GMT", clock));
        assertEquals(Optional.of(Duration.ZERO), RetryAfter.parse("Sunday, 06-Nov-94 08:49:37 GMT", CLOCK));
        Duration ahead = Duration.between(CLOCK.instant(), Instant.parse("2076-11-22T11:00:00Z"));
        assertEquals(Optional.of(ahead), RetryAfter.parse("Sunday, 22-Nov-76 11:00:00 GMT", CLOCK));
        assertEquals(Optional.of(Duration.ZERO), RetryAfter.parse("Monday, 22-Nov-76 13:00:00 GMT", CLOCK));
        assertTrue(RetryAfter.parse(
                        "Friday, 01-Jan-00 00:00:00 GMT",
                        Clock.fixed(Instant.parse("2099-12-31T23:59:59Z"), ZoneOffset.UTC))
                .filter(Duration.ofSeconds(1)::equals)
                .isPresent());
    }

    @Test
    void aDateInThePastMeansNow() {
        assertEquals(Optional.of(Duration.ZERO), RetryAfter.parse("Sun, 22 Nov 2026 11:00:00 GMT", CLOCK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "99999999999", "99999999999999999999"})
    void aVeryLongWaitIsStillAWait(String value) {
        Duration wait = RetryAfter.parse(value, CLOCK).orElseThrow();
        assertTrue(wait.compareTo(Duration.ofDays(365)) > 0, wait::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-1",
                "1.5",
                "Sun, 32 Nov 2026 12:01:30 GMT",
                "Sunday, 32-Nov-26 12:01:30 GMT",
                "Sunday, 22-Nov-26 12:01:30 CET",
                "Sun Nov 32 12:01:30 2026",
                "Sun Nov 22 12:01:30 26"
            })
    void anInvalidValueIsIgnored(String value) {
        assertEquals(Optional.empty(), RetryAfter.parse(value, CLOCK));
    }
}
