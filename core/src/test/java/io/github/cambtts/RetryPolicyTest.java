package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 1_000, 366L * 86_400, -1, Long.MIN_VALUE})
    void aDelayOfMoreThanAYearOrLessThanNothingIsRefused(long seconds) {
        Duration bad = Duration.ofSeconds(seconds);
        Duration good = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(1, bad, good, good));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(1, good, bad, good));
        assertThrows(IllegalArgumentException.class, () -> new RetryPolicy(1, good, good, bad));
    }

    @Test
    void theMessageNamesTheDelayAndWhatToGive() {
        Duration good = Duration.ZERO;
        String message = assertThrows(
                        IllegalArgumentException.class, () -> new RetryPolicy(1, good, good, Duration.ofDays(366)))
                .getMessage();
        assertEquals("maxRetryAfter is PT8784H. Give a duration of zero to 365 days.", message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 365})
    void theBoundsThemselvesAreAccepted(int days) {
        Duration bound = Duration.ofDays(days);
        assertEquals(bound, new RetryPolicy(100, bound, bound, bound).maxRetryAfter());
    }
}
