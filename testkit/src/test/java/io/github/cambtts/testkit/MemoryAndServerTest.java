package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One script has the same result in memory and over HTTP/1.1. */
@Timeout(60)
class MemoryAndServerTest {

    private static final int SIZE = 5_000;
    private static final int SILENCE_MILLIS = 400;

    private final FakeCamb camb = new FakeCamb();
    private FakeCambServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeCambServer.start(camb, Wire.PLAIN, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** How a body ended, for the client. */
    private enum Ending {
        WHOLE,
        TRUNCATED,
        RESET,
        SILENT
    }

    private record Outcome(int status, String header, int bytes, Ending ending) {

        /** A reset may destroy bytes on their way. */
        Outcome comparable() {
            return ending == Ending.RESET ? new Outcome(status, header, 0, ending) : this;
        }
    }

    private void assertSame(FakeResponse answer, Outcome expected) throws IOException {
        camb.run(7).answers(OutputType.RAW_BYTES, answer);
        assertEquals(expected.comparable(), overHttp().comparable(), "over HTTP");
        assertEquals(expected.comparable(), inMemory().comparable(), "in memory");
    }

    private Outcome inMemory() throws IOException {
        AbortSignal signal = new AbortSignal();
        try (ScriptedTransport transport = new ScriptedTransport(camb);
                TransportResponse response = transport.get(
                        new ResultRequest(
                                ScriptedTransport.BASE_URL,
                                7,
                                "raw_bytes",
                                Map.of("x-api-key", "a"),
                                Duration.ofSeconds(10)),
                        signal)) {
            CompletableFuture<Void> silent = CompletableFuture.runAsync(
                    signal::abort, CompletableFuture.delayedExecutor(SILENCE_MILLIS, TimeUnit.MILLISECONDS));
            ByteBuffer received = ByteBuffer.allocate(2 * SIZE);
            Ending ending = Ending.WHOLE;
            try {
                while (response.read(received) >= 0) {
                    // All bytes are kept.
                }
            } catch (EOFException e) {
                ending = Ending.TRUNCATED;
            } catch (SocketException e) {
                ending = Ending.RESET;
            } catch (IOException e) {
                ending = Ending.SILENT;
            }
            silent.cancel(false);
            String header = String.join(",", response.headers("x-value"));
            return new Outcome(response.status(), header, received.position(), ending);
        }
    }

    private Outcome overHttp() throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.baseUrl().getPort())) {
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream()
                    .write("GET /apis/tts-result/7 HTTP/1.1\r\nx-api-key: a\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = new BufferedInputStream(socket.getInputStream());
            int status = Integer.parseInt(line(in).split(" ", -1)[1]);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                String[] halves = field.split(":", 2);
                headers.put(halves[0], halves[1].strip());
            }
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            Ending ending = Ending.WHOLE;
            try {
                readBody(in, headers, body);
            } catch (EOFException e) {
                ending = Ending.TRUNCATED;
            } catch (SocketTimeoutException e) {
                ending = Ending.SILENT;
            } catch (SocketException e) {
                ending = Ending.RESET;
            }
            return new Outcome(status, headers.getOrDefault("x-value", ""), body.size(), ending);
        }
    }

    private static void readBody(InputStream in, Map<String, String> headers, ByteArrayOutputStream body)
            throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                read(in, size, body);
                line(in);
            }
            line(in);
        } else if (headers.containsKey("content-length")) {
            read(in, Integer.parseInt(headers.get("content-length")), body);
        } else if ("close".equals(headers.get("connection"))) {
            for (int each = in.read(); each >= 0; each = in.read()) {
                body.write(each);
            }
        }
    }

    private static void read(InputStream in, int count, ByteArrayOutputStream target) throws IOException {
        for (int i = 0; i < count; i++) {
            int each = in.read();
            if (each < 0) {
                throw new EOFException("the connection was closed");
            }
            target.write(each);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        do {
            read(in, 1, line);
        } while (!line.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n"));
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @ParameterizedTest
    @CsvSource({
        "LENGTH, 0, TRUNCATED, RESET, SILENT",
        "LENGTH, 4999, TRUNCATED, RESET, SILENT",
        "LENGTH, 5000, WHOLE, WHOLE, WHOLE",
        "LENGTH, 6000, WHOLE, WHOLE, WHOLE",
        "CHUNKED, 0, TRUNCATED, RESET, SILENT",
        "CHUNKED, 4999, TRUNCATED, RESET, SILENT",
        "CHUNKED, 5000, TRUNCATED, RESET, SILENT",
        "CHUNKED, 6000, TRUNCATED, RESET, SILENT",
        "CLOSE, 0, WHOLE, RESET, SILENT",
        "CLOSE, 4999, WHOLE, RESET, SILENT",
        "CLOSE, 5000, WHOLE, RESET, SILENT",
        "CLOSE, 6000, WHOLE, RESET, SILENT",
    })
    void aFaultHasTheSameEffect(Framing framing, int position, Ending cut, Ending reset, Ending stall)
            throws IOException {
        FakeResponse audio = FakeResponse.audio(Content.flacLike(SIZE)).framing(framing);
        int sent = Math.min(position, SIZE);
        assertSame(audio.cutAfter(position), new Outcome(200, "", sent, cut));
        assertSame(audio.resetAfter(position), new Outcome(200, "", sent, reset));
        assertSame(audio.stallAfter(position), new Outcome(200, "", sent, stall));
    }

    @ParameterizedTest
    @ValueSource(strings = {"  r  ", "\tr", "r \t "})
    void aHeadersValueIsTrimmedAlike(String value) throws IOException {
        assertSame(FakeResponse.status(200).header("X-Value", value), new Outcome(200, "r", 0, Ending.WHOLE));
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void aStatusWithoutABodyHasNone(Framing framing) throws IOException {
        FakeResponse answer =
                FakeResponse.audio(Content.flacLike(SIZE)).framing(framing).cutAfter(7);
        assertSame(answer.withStatus(204), new Outcome(204, "", 0, Ending.WHOLE));
        assertSame(answer.withStatus(304), new Outcome(304, "", 0, Ending.WHOLE));
    }
}
