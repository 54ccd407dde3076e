package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host's tests create themselves behaves like what a call returns and throws. */
class HostDoublesTest {

    private static final RunId RUN = RunId.of(7);

    private static StatusException answered(int status, Map<String, String> headers, String body) {
        FakeTransport transport = FakeTransport.answering(status, headers, body.getBytes(StandardCharsets.US_ASCII));
        return assertThrows(StatusException.class, () -> transport.results().open(RUN));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorKind.class,
            names = {
                "AUTHENTICATION",
                "PAYMENT_REQUIRED",
                "PERMISSION",
                "NOT_FOUND",
                "INVALID_REQUEST",
                "RATE_LIMITED",
                "SERVER"
            })
    void anExceptionByItsKindIsLikeTheOneThatTheApiCauses(ErrorKind kind) {
        TtsException made = TtsException.builder(kind, RUN).build();
        StatusException real = answered(made.status().orElseThrow(), Map.of(), "");
        assertEquals(real.getClass(), made.getClass());
        assertEquals(real.kind(), made.kind());
        assertEquals(real.isRetryable(), made.isRetryable());
        assertEquals(kind == ErrorKind.RATE_LIMITED || kind == ErrorKind.SERVER, made.isRetryable());
        assertEquals(real.attempts(), made.attempts());
    }

    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void anExceptionOfEveryKindCanBeCreated(ErrorKind kind) {
        TtsException made = TtsException.builder(kind, RUN).build();
        assertEquals(kind, made.kind());
        assertEquals(made instanceof StatusException, made.status().isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 402, 403, 404, 408, 410, 422, 429, 500, 501, 502, 503, 504})
    void anExceptionByItsStatusIsLikeTheOneThatTheApiCauses(int status) {
        StatusException real = answered(status, Map.of("retry-after", "7", "content-type", "text/plain"), "slow down");
        StatusException made = (StatusException) TtsException.builder(real.kind(), RUN)
                .status(status)
                .message("The API said: slow down")
                .serverMessage("slow down")
                .retryAfter(Duration.ofSeconds(7))
                .build();
        assertEquals(real.kind(), made.kind());
        assertEquals(OptionalInt.of(status), made.status());
        assertEquals(real.isRetryable(), made.isRetryable());
        assertEquals(real.retryAfter(), made.retryAfter());
        assertEquals(real.serverMessage(), made.serverMessage());
        assertTrue(made.getMessage().contains("slow down"), made::getMessage);
    }

    @Test
    void theEndOfATaskCanBeCreated() {
        TaskId task = TaskId.of("0b1d");
        for (ErrorKind kind : List.of(ErrorKind.TASK_FAILED, ErrorKind.TASK_TIMED_OUT, ErrorKind.PAYMENT_REQUIRED)) {
            StatusException made = (StatusException) TtsException.builder(kind, task)
                    .status(200)
                    .serverMessage("no such voice")
                    .build();
            assertEquals(task, made.subject());
            assertEquals("no such voice", made.serverMessage());
            assertTrue(made.getMessage().contains("task 0b1d"), made::getMessage);
            assertEquals(false, made.isRetryable());
        }
    }

    @Test
    void anExceptionThatNoCallThrowsCannotBeCreated() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TtsException.builder(ErrorKind.RESET, RUN).attempts(-1));
        for (int status : new int[] {-7, 99, 1000}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> TtsException.builder(ErrorKind.SERVER, RUN).status(status));
        }
        for (TtsException.Builder impossible : List.of(
                TtsException.builder(ErrorKind.NOT_FOUND, RUN).status(503),
                TtsException.builder(ErrorKind.NOT_FOUND, RUN).status(200),
                TtsException.builder(ErrorKind.TASK_FAILED, RUN).status(500),
                TtsException.builder(ErrorKind.RATE_LIMITED, RUN).status(0),
                TtsException.builder(ErrorKind.INVALID_REQUEST, RUN).status(302),
                TtsException.builder(ErrorKind.RESET, RUN).serverMessage("slow down"),
                TtsException.builder(ErrorKind.DEADLINE, RUN).retryAfter(Duration.ofSeconds(7)))) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, impossible::build);
            assertTrue(refused.getMessage().contains("Give")
                    || refused.getMessage().contains("give"));
        }
    }

    @Test
    void aLinkIsAbsolute() {
        for (String url : List.of("/a.flac?Signature=secret", "a.flac", "mailto:a@example.org")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> AudioLink.of(RUN, URI.create(url)));
            assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
        }
    }

    @Test
    void aReceiptNeedsOnlyWhatAHostLooksAt() {
        SavedAudio made = SavedAudio.of(RUN, Path.of("a.flac"), 1_000);
        assertEquals(Optional.of(Path.of("a.flac")), made.path());
        assertEquals(1_000, made.bytes());
        assertEquals("audio/flac", made.mediaType());
        assertEquals(Completeness.COMPLETE, made.completeness());
    }

    private static AudioStream made() {
        return AudioStream.of(RUN, FakeTransport.audio());
    }

    private static AudioStream real() throws IOException {
        return new FakeTransport((request, signal) -> FakeTransport.audioResponse())
                .results()
                .open(RUN);
    }

    @Test
    void aReadOnlyBufferIsABadArgumentAndLeavesTheStreamWhole() throws Exception {
        byte[] bytes = FakeTransport.audio();
        AudioStream audio = AudioStream.of(RunId.of(7), bytes);
        assertThrows(
                IllegalArgumentException.class,
                () -> audio.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
        assertArrayEquals(bytes, audio.readAllBytes());
    }

    @Test
    void aHostsTestMayUseAnyBytes() throws IOException {
        AudioStream audio = AudioStream.of(RUN, new byte[10]);
        assertEquals("audio/flac", audio.mediaType());
        assertArrayEquals(new byte[10], audio.readAllBytes());
    }

    @Test
    void aStreamInMemoryEndsAsOneThatIsReceivedDoes() throws IOException {
        for (AudioStream audio : new AudioStream[] {made(), real()}) {
            assertEquals('f', audio.read());
            audio.abort();
            assertThrows(CancelledException.class, audio::read);
        }
        for (AudioStream audio : new AudioStream[] {made(), real()}) {
            audio.abort();
            assertThrows(CancelledException.class, audio::read);
        }
        for (AudioStream audio : new AudioStream[] {made(), real()}) {
            audio.close();
            assertThrows(CancelledException.class, audio::readAllBytes);
        }
        for (AudioStream audio : new AudioStream[] {made(), real()}) {
            assertArrayEquals(FakeTransport.audio(), audio.readAllBytes());
            audio.abort();
            assertEquals(-1, audio.read());
            audio.close();
            assertThrows(CancelledException.class, audio::read);
        }
    }

    private static AudioStream over(InputStream bytes) {
        return AudioStream.of(RUN, "audio/flac", OptionalLong.empty(), Optional.empty(), bytes);
    }

    @Test
    void whatTheBytesOfATestThrowBreaksTheConnection() {
        for (Exception thrown : List.of(new IOException("cut"), new IllegalStateException("cut"))) {
            AudioStream audio = over(new FilterInputStream(InputStream.nullInputStream()) {
                @Override
                public int read(byte[] target, int offset, int count) throws IOException {
                    if (thrown instanceof IOException io) {
                        throw io;
                    }
                    throw (RuntimeException) thrown;
                }

                @Override
                public void close() {
                    throw new IllegalStateException("closed");
                }
            });
            TtsException broken = assertThrows(ConnectionException.class, audio::read);
            assertSame(broken, assertThrows(ConnectionException.class, audio::read));
            audio.close();
        }
    }

    @Test
    void aStreamOfATestThatEndsDuringAReadIsCancelled() {
        for (boolean byAbort : new boolean[] {true, false}) {
            AudioStream[] audio = new AudioStream[1];
            audio[0] = over(new FilterInputStream(new ByteArrayInputStream(FakeTransport.audio())) {
                @Override
                public int read(byte[] target, int offset, int count) throws IOException {
                    if (byAbort) {
                        audio[0].abort();
                    } else {
                        audio[0].close();
                    }
                    return super.read(target, offset, count);
                }
            });
            assertThrows(CancelledException.class, audio[0]::read);
            audio[0].abort();
            assertThrows(CancelledException.class, audio[0]::read);
        }
    }
}
