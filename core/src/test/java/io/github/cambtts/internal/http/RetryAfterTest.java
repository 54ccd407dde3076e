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

    @Test
    void aDateInThePastMeansNow() {
        assertEquals(Optional.of(Duration.ZERO), RetryAfter.parse("Sun, 22 Nov 2026 11:00:00 GMT", CLOCK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "99999999999", "99999999999999999999"})
    void moreThanAnybodyWaitsIsAWaitAllTheSame(String value) {
        Duration wait = RetryAfter.parse(value, CLOCK).orElseThrow();
        assertTrue(wait.compareTo(Duration.ofDays(365)) > 0, wait::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "Sun, 32 Nov 2026 12:01:30 GMT"})
    void whatIsNeitherIsIgnored(String value) {
        assertEquals(Optional.empty(), RetryAfter.parse(value, CLOCK));
    }
}
