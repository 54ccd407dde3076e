package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresignedObjectTest {

    /** HTTP stacks decode other characters differently, and could not send them back. */
    @ParameterizedTest
    @CsvSource({"'\"abc\"', true", "'W/\"abc\"', false", "'\"caf\u00e9\"', false", "'\"a b\"', false", "abc, false"})
    void aStrongEtagIsQuotedAndVisibleAscii(String etag, boolean strong) {
        assertEquals(strong, PresignedObject.isStrong(etag));
    }
}
