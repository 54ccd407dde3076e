package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5m,PT5M", "1h,PT1H", "PT30S,PT30S", "pt1.5s,PT1.5S", "P1D,PT24H"})
    void readsNumberAndUnitOrIso(String text, Duration expected) {
        assertEquals(expected, DurationText.parse("--timeout", text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "30", "s", "1.5s", "30 s", "-1s", "1d", "99999999999999999999s", "9223372036854775807h"})
    void rejectsOtherTextAndNamesTheOption(String text) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> DurationText.parse("--timeout", text));
        assertEquals(
                "The value of --timeout is not a duration. Give one such as 500ms, 30s, 5m, 1h or PT30S.",
                e.getMessage());
    }
}
