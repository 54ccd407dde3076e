package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the client's exceptions is shown. */
class JdkHttpErrorsTest {

    static Stream<Throwable> aHeaderIsNotShown() {
        ProtocolException overHttp1 = new ProtocolException("Invalid header value \"X-Secret: s3cret\"");
        ProtocolException overHttp2 = new ProtocolException("malformed response: Bad header value 's3cret'");
        return Stream.of(
                overHttp1,
                overHttp2,
                new CompletionException(overHttp1),
                new UncheckedIOException(overHttp2),
                new IOException("protocol error: java.net.ProtocolException: Bad header value 's3cret'"),
                new IOException("closed", new UncheckedIOException(overHttp2)),
                new IllegalArgumentException("Bad header name 's3cret'"));
    }

    @ParameterizedTest
    @MethodSource
    void aHeaderIsNotShown(Throwable thrown) {
        IOException shown = assertInstanceOf(ProtocolException.class, JdkHttpErrors.of(thrown));
        assertNull(shown.getCause());
        assertEquals("Invalid header", shown.getMessage());
    }
}
