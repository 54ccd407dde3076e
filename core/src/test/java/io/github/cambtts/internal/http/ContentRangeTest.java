package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRangeTest {

    @Test
    void aRangeIsRead() {
        assertEquals(Optional.of(new ContentRange(5, 9, OptionalLong.of(10))), ContentRange.parse("bytes 5-9/10"));
        assertEquals(Optional.of(new ContentRange(5, 9, OptionalLong.empty())), ContentRange.parse("bytes 5-9/*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes */10",
                "bytes 9-5/10",
                "bytes 5-10/10",
                "bits 5-9/10",
                "bytes 5-9",
                "bytes a-b/c",
                "bytes 5-9/10, 11-12/20",
                "bytes 99999999999999999999-9/10"
            })
    void aValueThatIsNotARangeIsAbsent(String value) {
        assertEquals(Optional.empty(), ContentRange.parse(value));
    }

    @Test
    void onlyARangeUpToTheEndIsTheRest() {
        ContentRange rest = ContentRange.parse("bytes 5-9/10").orElseThrow();
        assertTrue(rest.isRestFrom(5));
        assertFalse(rest.isRestFrom(4));
        assertFalse(ContentRange.parse("bytes 5-8/10").orElseThrow().isRestFrom(5));
        assertFalse(ContentRange.parse("bytes 5-9/*").orElseThrow().isRestFrom(5));
    }
}
