package io.github.cambtts.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.ConnectionException;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.transport.TransportResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A transport that does not keep the rules of the port causes a typed error, and its response is closed. */
class BrokenTransportTest {

    private static final String BASE_URL = "https://camb.example/apis";

    private final AtomicInteger closed = new AtomicInteger();

    private TransportResponse response(int status, @Nullable List<String> headers) {
        return new TransportResponse() {
            @Override
            public int status() {
                return status;
            }

            @Override
            public List<String> headers(String name) {
                return headers;
            }

            @Override
            public int read(ByteBuffer target) {
                return -1;
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }

    private static void assertProtocol(@Nullable TransportResponse response) {
        try (TtsResults results = StubTransport.results(BASE_URL, request -> response)) {
            ConnectionException failure = assertThrows(ConnectionException.class, () -> results.link(RunId.of(7)));
            assertEquals(ErrorKind.PROTOCOL, failure.kind());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 1000})
    void aStatusWithoutThreeDigitsIsNoHttp(int status) {
        assertProtocol(response(status, List.of()));
        assertEquals(1, closed.get());
    }

    @Test
    void headersThatAreMissingAreNoHttp() {
        assertProtocol(response(200, null));
        assertEquals(1, closed.get());
    }

    @Test
    void aResponseThatIsMissingIsNoHttp() {
        assertProtocol(null);
    }
}
