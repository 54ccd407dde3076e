package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {

    private static String refusal(String text) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> TaskId.of(text))
                .getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0b1d2c3a-4455-6677-8899-aabbccddeeff",
                "0B1D2C3A445566778899AABBCCDDEEFF",
                "12345678901234567890123456789012",
                "a.b_c~d-7",
                "...",
                "-7"
            })
    void anIdOfUnreservedCharactersIsTaken(String text) {
        assertEquals(text, TaskId.of(text).toString());
        assertEquals("task " + text, TaskId.of(text).label());
        assertEquals(text, TaskId.translated(text).value());
        assertNotEquals(TaskId.of(text), TaskId.translated(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", ".", "..", "a/b", "../tts-result/1", "a b", "a\n", "é", "a%2Fb", "a?b", "a#b", "a;b"})
    void anythingElseIsRefused(String text) {
        assertTrue(refusal(text).contains("is not a task id. Give the task_id that the API returned"), refusal(text));
        assertThrows(IllegalArgumentException.class, () -> TaskId.translated(text));
    }

    @Test
    void aNumberIsSaidToLookLikeARunId() {
        assertTrue(refusal("12345").contains("this looks like a run_id"), refusal("12345"));
        assertTrue(refusal("9223372036854775807").contains("this looks like a run_id"));
    }

    @Test
    void anIdOfTenThousandCharactersIsRefusedInFewWords() {
        assertTrue(refusal("a".repeat(10_000)).length() < 300);
        assertEquals(200, TaskId.of("a".repeat(200)).value().length());
        assertTrue(refusal("a".repeat(201)).contains("at most 200"));
    }
}
