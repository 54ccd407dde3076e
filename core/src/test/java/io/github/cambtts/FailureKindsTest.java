package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.internal.http.Bytes;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An error that core detects keeps its kind, although core then closes the exchange, which otherwise means a cancelled
 * call.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FailureKindsTest {

    private static final RunId RUN = RunId.of(7);
    private static final String FLAC = "fLaC and more";

    /** The ways in which an exchange can fail: what the transport does, and the kind that core reports. */
    enum Failure {
        NOT_CONNECTED(ErrorKind.CONNECT, failing(new ConnectException("refused"))),
        UNTRUSTED(ErrorKind.TLS, failing(new SSLHandshakeException("unknown_ca"))),
        NO_TLS(ErrorKind.TLS, failing(new SSLException("Unsupported or unrecognized SSL message"))),
        CORRUPT_RECORD(ErrorKind.RESET, failingOnceConnected(new SSLException("Tag mismatch"))),
        CERTIFICATE_REQUIRED(ErrorKind.TLS, failingOnceConnected(new SSLHandshakeException("certificate_required"))),
        NOT_HTTP(ErrorKind.PROTOCOL, failing(new ProtocolException("what is this"))),
        PROXY_REFUSES_THE_TUNNEL(ErrorKind.PROXY, failing(new ProxyException("407"))),
        PROXY_FORBIDS_THE_SERVER(ErrorKind.PROXY, failing(new ProxyException(403, "403"))),
        PROXY_CANNOT_REACH_THE_SERVER(ErrorKind.CONNECT, failing(new ProxyException(503, "503"))),
        PROXY_REFUSES(ErrorKind.PROXY, answer(407, Map.of(), "")),
        PROXY_REFUSES_WITH_A_BODY(ErrorKind.PROXY, answer(407, Map.of("content-length", "9"), "<p>no</p>")),
        PROXY_REFUSES_WITH_A_LONG_BODY(ErrorKind.PROXY, answer(407, Map.of(), "x".repeat(100_000))),
        LENGTH_THAT_IS_NO_NUMBER(ErrorKind.PROTOCOL, answer(200, Map.of("content-length", "ten"), FLAC)),
        LENGTH_BESIDE_A_CODING(
                ErrorKind.PROTOCOL, answer(200, Map.of("content-length", "9", "transfer-encoding", "chunked"), FLAC)),
        ERROR(ErrorKind.NOT_FOUND, answer(404, Map.of("content-type", "text/plain"), "no such run")),
        ERROR_WITH_A_LONG_BODY(
                ErrorKind.SERVER, answer(503, Map.of("content-type", "text/plain"), "x".repeat(100_000))),
        ERROR_THAT_BREAKS(ErrorKind.SERVER, answerBreaking(500, new SocketException("reset"))),
        REDIRECT(ErrorKind.UNEXPECTED_REDIRECT, answer(302, Map.of("location", "https://x.example"), "moved")),
        NO_CONTENT(ErrorKind.EMPTY, answer(204, Map.of(), "")),
        OTHER_SUCCESS(ErrorKind.UNEXPECTED_CONTENT, answer(202, Map.of(), "later")),
        COMPRESSED(ErrorKind.UNEXPECTED_CONTENT, answer(200, Map.of("content-encoding", "gzip"), FLAC)),
        HTML(ErrorKind.UNEXPECTED_CONTENT, answer(200, Map.of("content-type", "text/html"), "<html>")),
        NOT_AUDIO(ErrorKind.UNEXPECTED_CONTENT, answer(200, Map.of(), "<html>and so on")),
        EMPTY(ErrorKind.EMPTY, answer(200, Map.of(), "")),
        TOO_SHORT(ErrorKind.TRUNCATED, answer(200, Map.of("content-length", "90"), FLAC)),
        TOO_LONG(ErrorKind.TRUNCATED, answer(200, Map.of("content-length", "9"), FLAC)),
        LONGER_THAN_ALLOWED(ErrorKind.UNEXPECTED_CONTENT, answer(200, Map.of(), FLAC.repeat(1_000))),
        BREAKS(ErrorKind.RESET, answerBreaking(200, new SocketException("reset"))),
        ENDS_EARLY(ErrorKind.TRUNCATED, answerBreaking(200, new EOFException("end")));

        private final ErrorKind kind;

        @SuppressWarnings("ImmutableEnumChecker")
        private final FakeTransport.Script script;

        Failure(ErrorKind kind, FakeTransport.Script script) {
            this.kind = kind;
            this.script = script;
        }

        private static FakeTransport.Script failing(IOException fault) {
            return (request, signal) -> {
                throw fault;
            };
        }

        private static FakeTransport.Script failingOnceConnected(IOException fault) {
            return (request, signal) -> {
                signal.connecting();
                signal.connected();
                signal.connecting();
                throw fault;
            };
        }

        private static FakeTransport.Script answer(int status, Map<String, String> headers, String body) {
            return (request, signal) ->
                    FakeTransport.response(status, headers, body.getBytes(StandardCharsets.ISO_8859_1));
        }

        private static FakeTransport.Script answerBreaking(int status, IOException fault) {
            return (request, signal) -> {
                ByteBuffer before = ByteBuffer.wrap(FLAC.getBytes(StandardCharsets.ISO_8859_1));
                return FakeTransport.response(
                        status,
                        Map.of(),
                        target -> {
                            if (before.hasRemaining()) {
                                return Bytes.move(before, target);
                            }
                            throw fault;
                        },
                        () -> {});
            };
        }
    }

    /** Behaves like an HTTP stack: once the exchange is aborted or closed, reading from it fails. */
    private static FakeTransport.Script failingOnceEnded(FakeTransport.Script script) {
        return (request, signal) -> {
            boolean[] ended = new boolean[1];
            signal.onAbort(() -> ended[0] = true);
            TransportResponse response = script.answer(request, signal);
            return new TransportResponse() {
                @Override
                public int status() {
                    return response.status();
                }

                @Override
                public List<String> headers(String name) {
                    return response.headers(name);
                }

                @Override
                public int read(ByteBuffer target) throws IOException {
                    if (ended[0]) {
                        throw new IOException("Canceled");
                    }
                    return response.read(target);
                }

                @Override
                public void close() {
                    ended[0] = true;
                }
            };
        };
    }

    private static TtsResults results(Failure failure) {
        return new FakeTransport(failingOnceEnded(failure.script)).results(builder -> builder.maxAudioBytes(1_000));
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void aStreamFailsWithTheKindOfItsError(Failure failure) {
        assertEquals(
                failure.kind,
                assertThrows(TtsException.class, () -> {
                            try (AudioStream audio = results(failure).open(RUN)) {
                                audio.readAllBytes();
                            }
                        })
                        .kind());
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void aSaveFailsWithTheKindOfItsError(Failure failure) {
        assertEquals(
                failure.kind,
                assertThrows(
                                TtsException.class,
                                () -> results(failure)
                                        .saveTo(
                                                RUN,
                                                OutputStream.nullOutputStream(),
                                                SaveOptions.defaults().withoutResuming()))
                        .kind());
    }

    /** A decoder that gets an error in the middle of a read often reads once more. */
    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"TOO_SHORT", "LONGER_THAN_ALLOWED", "BREAKS", "ENDS_EARLY"})
    void aStreamThatFailedFailsInTheSameWayWhenReadAgain(Failure failure) throws IOException {
        try (AudioStream audio = results(failure).open(RUN)) {
            assertEquals(
                    failure.kind,
                    assertThrows(TtsException.class, audio::readAllBytes).kind());
            assertEquals(
                    failure.kind, assertThrows(TtsException.class, audio::read).kind());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 407})
    void aLinkFailsWithTheKindOfItsError(int status) {
        for (String body : new String[] {"", "{", "x".repeat(100_000), "\u00ff"}) {
            FakeTransport transport = new FakeTransport(failingOnceEnded((request, signal) ->
                    FakeTransport.response(status, Map.of(), body.getBytes(StandardCharsets.ISO_8859_1))));
            ErrorKind kind = assertThrows(
                            TtsException.class, () -> transport.results().link(RUN))
                    .kind();
            ErrorKind expected = switch (status) {
                case 200 -> body.isEmpty() ? ErrorKind.EMPTY : ErrorKind.MALFORMED_JSON;
                case 302 -> ErrorKind.UNEXPECTED_REDIRECT;
                case 404 -> ErrorKind.NOT_FOUND;
                default -> ErrorKind.PROXY;
            };
            assertEquals(expected, kind);
        }
    }

    /** The responses of storage, after the API returned a link. */
    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"PROXY_REFUSES_WITH_A_BODY", "ERROR", "NOT_AUDIO", "TOO_SHORT", "BREAKS", "COMPRESSED"})
    void aSaveFromStorageFailsWithTheKindOfItsError(Failure failure) {
        FakeTransport.Script storage = failingOnceEnded(failure.script);
        FakeTransport transport = new FakeTransport((request, signal) -> request instanceof StorageRequest
                ? storage.answer(request, signal)
                : FakeTransport.response(200, Map.of(), "{}".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(
                failure.kind,
                assertThrows(
                                TtsException.class,
                                () -> transport
                                        .results()
                                        .saveTo(
                                                RUN,
                                                OutputStream.nullOutputStream(),
                                                SaveOptions.defaults()
                                                        .withOutputType(OutputType.FILE_URL)
                                                        .withoutResuming()))
                        .kind());
    }

    /**
     * The limit is reached, and the HTTP stack reacts to the abort with the end of the body instead of an exception.
     */
    @Test
    void aConnectLimitReachedAtTheLastMomentIsAConnectTimeout() {
        Supplier<TtsResults> results = () -> new FakeTransport((request, signal) -> {
                    signal.connecting();
                    CountDownLatch aborted = new CountDownLatch(1);
                    signal.onAbort(aborted::countDown);
                    try {
                        aborted.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    signal.connected();
                    return FakeTransport.response(200, Map.of(), target -> -1, () -> {});
                })
                .results(builder -> builder.timeouts(Timeouts.defaults().withConnect(Duration.ofMillis(50))));
        assertEquals(
                ErrorKind.CONNECT_TIMEOUT,
                assertThrows(TtsException.class, () -> results.get().open(RUN)).kind());
    }
}
