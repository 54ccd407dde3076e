package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"s3cret\n", "s3cret\r\nX-Evil: 1", "s3cret\0", "s3crét", "s3cret key", "\ts3cret", "s3cret\u007f"
            })
    void aKeyThatCannotBeSentIsRefusedWithoutBeingShown(String value) {
        String message = assertThrows(IllegalArgumentException.class, () -> ApiKey.of(value))
                .getMessage();
        assertFalse(message.contains("s3cr"), message);
        assertTrue(message.contains("Give the key alone"), message);
    }

    @Test
    void anEmptyKeyIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ApiKey.of(""));
    }

    @Test
    void toStringHidesTheKey() {
        assertEquals("ApiKey[hidden]", ApiKey.of("s3cret").toString());
    }
}
