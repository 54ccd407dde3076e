package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {

    @Test
    void digitsAreRead() {
        assertEquals(RunId.of(12345), RunId.parse("12345"));
        assertEquals("9223372036854775807", RunId.parse("9223372036854775807").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-5", "+5", "", " 1", "1 ", "1.0", "../../admin", "１２", "1\n2", "0x10"})
    void textThatIsNotAPositiveNumberIsRefusedWithWhatToGive(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> RunId.parse(text))
                .getMessage();
        assertTrue(message.contains("positive whole number"), message);
        assertTrue(message.indexOf('\n') < 0, message);
    }

    @Test
    void zeroAndLessAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> RunId.of(0));
        assertThrows(IllegalArgumentException.class, () -> RunId.of(-1));
        assertThrows(IllegalArgumentException.class, () -> RunId.parse("0"));
    }

    @Test
    void aNumberThatIsTooLargeIsReportedAsTooLarge() {
        String message = assertThrows(IllegalArgumentException.class, () -> RunId.parse("99999999999999999999"))
                .getMessage();
        assertTrue(message.contains("too large"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"123e4567-e89b-12d3-a456-426614174000", "123E4567E89B12D3A456426614174000"})
    void aUuidIsReportedAsATaskId(String uuid) {
        String message = assertThrows(IllegalArgumentException.class, () -> RunId.parse(uuid))
                .getMessage();
        assertTrue(
                message.contains("this looks like a task_id. Wait for its run_id with TtsResults.await(TaskId)"),
                message);
    }

    @Test
    void aHugeTextIsShownBounded() {
        String message = assertThrows(IllegalArgumentException.class, () -> RunId.parse("x".repeat(1_000_000)))
                .getMessage();
        assertTrue(message.length() < 300, () -> "length " + message.length());
    }
}
