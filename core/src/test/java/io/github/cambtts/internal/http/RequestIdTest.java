package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.cambtts.FakeTransport;
import io.github.cambtts.internal.text.Redaction;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestIdTest {

    @Test
    void theIdIsThatOfTheFirstHeaderThatGivesOne() {
        assertEquals("req-1", id(Map.of("x-request-id", "req-1", "x-amz-request-id", "req-2")));
        assertEquals("req-2", id(Map.of("x-amz-request-id", "req-2")));
        assertNull(id(Map.of("x-other", "req-1")));
    }

    @Test
    void anIdBeyondAsciiIsNoneForStacksDecodeItDifferently() {
        assertNull(id(Map.of("x-request-id", "req-\u00e9")));
        assertEquals("req-2", id(Map.of("x-request-id", "req-\u00e9", "x-amz-request-id", "req-2")));
    }

    private static @Nullable String id(Map<String, String> headers) {
        return RequestId.of(FakeTransport.response(200, headers, new byte[0]), Redaction.of("a-key"));
    }
}
