package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults on the wire, which every stack reports in the same way: type, kind, attempts and requests. */
@Tag("faults")
abstract class FaultsContract extends SocketFixture {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\n";

    /** The system property that makes the long pause longer than {@value #PAUSE_SECONDS} s, in seconds. */
    private static final String PAUSE_PROPERTY = "cambtts.contract.pause.seconds";

    private static final long PAUSE_SECONDS = 11;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String AUDIO = "fLaC" + "x".repeat(20_000);

    private void assertServerFault(String fault, ErrorKind kind, int requests, FakeResponse answer) {
        answerAudio(answer);
        assertFault(fault, kind, requests, results(), () -> camb().requests().size());
    }

    @ParameterizedTest
    @Proves(Rule.T29)
    @MayDeviate(Deviation.TAKES_A_RESET_FOR_AN_END)
    @EnumSource(
            value = Framing.class,
            names = {"LENGTH", "CHUNKED"})
    final void aResetInTheBodyIsAResetError(Framing framing) {
        assertServerFault(
                "reset in body, " + framing,
                ErrorKind.RESET,
                1,
                FakeResponse.audio(Content.flacLike(200_000)).framing(framing).resetAfter(100_000));
    }

    private TransportResponse responseOf(RawServer raw) throws IOException {
        TransportContract.Endpoint endpoint = new TransportContract.Endpoint(raw.url(), transport(), raw);
        return closedLater(transport().get(PortRequests.audio(endpoint, RUN), new AbortSignal()));
    }

    @Test
    @Proves(Rule.T8)
    final void trailersAreNotHeaders() throws IOException {
        RawServer raw = closedLater(RawServer.responding(OK + "ETag: \"1\"\r\nTrailer: ETag, Retry-After\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n4\r\nfLaC\r\n0\r\nETag: \"2\"\r\nRetry-After: 9\r\n\r\n"));
        TransportResponse response = responseOf(raw);
        assertEquals("fLaC", new String(readAll(response), StandardCharsets.ISO_8859_1));
        assertEquals(List.of("\"1\""), response.headers("ETag"));
        assertEquals(List.of(), response.headers("Retry-After"));
    }

    /** A stack may be unable to tell a reset from an end, but not from the end of the body. */
    @ParameterizedTest
    @Proves(Rule.T13)
    @EnumSource(
            value = Framing.class,
            names = {"LENGTH", "CHUNKED"})
    final void aResetInTheBodyIsNeverItsEnd(Framing framing) throws IOException {
        answerAudio(
                FakeResponse.audio(Content.flacLike(200_000)).framing(framing).resetAfter(100_000));
        TransportResponse response =
                closedLater(transport().get(PortRequests.audio(endpoint(), RUN), new AbortSignal()));
        assertThrows(IOException.class, () -> readAll(response));
        assertThrows(IOException.class, () -> response.read(ByteBuffer.allocate(1)));
    }

    /** In 32 bits the first of these lengths is 5, the second is negative. */
    @ParameterizedTest
    @Proves(Rule.T10)
    @ValueSource(longs = {(1L << 32) + 5, (1L << 31) + 5, (1L << 53) + 1})
    final void aLengthMayHaveMoreThan32Bits(long length) throws IOException {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write((OK + "Content-Length: " + length + "\r\n\r\n" + AUDIO).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            connection.getInputStream().read();
        }));
        TransportResponse response = responseOf(raw);
        assertEquals(List.of(Long.toString(length)), response.headers("Content-Length"));
        ByteBuffer received = ByteBuffer.allocate(AUDIO.length());
        while (received.hasRemaining()) {
            assertTrue(response.read(received) > 0, "the body has ended");
        }
        assertEquals(AUDIO, new String(received.array(), StandardCharsets.ISO_8859_1));
    }

    private static final int PIECE_BYTES = 1 << 20;

    /** More than the limits that stacks set to what they hold in memory. */
    private static final int PIECES = 264;

    @Test
    @Within(seconds = 60)
    @Proves(Rule.T10)
    final void aBodyMayHaveAnySize() throws IOException {
        byte[] piece = Content.flacLike(PIECE_BYTES).bytes();
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write((OK + "Content-Length: " + (long) PIECES * PIECE_BYTES + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < PIECES; i++) {
                out.write(piece);
            }
            out.flush();
        }));
        TransportResponse response = responseOf(raw);
        ByteBuffer received = ByteBuffer.allocate(PIECE_BYTES);
        for (int i = 0; i < PIECES; i++) {
            received.clear();
            while (received.hasRemaining()) {
                int number = i;
                assertTrue(response.read(received) > 0, () -> "the body ended after " + number + " MiB");
            }
            assertArrayEquals(piece, received.array());
        }
        assertEquals(-1, response.read(received.clear()));
    }

    @ParameterizedTest
    @Proves(Rule.T13)
    @EnumSource(
            value = Framing.class,
            names = {"LENGTH", "CHUNKED"})
    final void anEarlyEndIsTruncation(Framing framing) {
        for (int size : new int[] {3_000, 200_000}) {
            answerAudio(
                    FakeResponse.audio(Content.flacLike(size)).framing(framing).cutAfter(size / 2));
            int before = camb().requests().size();
            assertFault(
                    "EOF in body, " + framing + " " + size,
                    ErrorKind.TRUNCATED,
                    1,
                    results(),
                    () -> camb().requests().size() - before);
        }
    }

    @Test
    @Proves(Rule.T29)
    final void aConnectionClosedBeforeTheHeadersIsABrokenConnection() {
        answerAudio(FakeResponse.closedBeforeHeaders());
        TtsException failure = assertFails(ErrorKind.RESET, this::readAll);
        assertEquals(1, failure.attempts());
        int requests = camb().requests().size();
        assertTrue(requests <= 2, () -> "sent " + requests + " times");
    }

    @Test
    @Proves(Rule.T1)
    @MayDeviate(Deviation.RESENDS)
    final void aRequestWhoseConnectionClosesBeforeTheHeadersIsSentOnce() {
        answerAudio(FakeResponse.closedBeforeHeaders());
        assertFails(ErrorKind.RESET, this::readAll);
        assertRequests(1);
    }

    @ParameterizedTest
    @Proves(Rule.T13)
    @MayDeviate(Deviation.OTHER_HTTP_2_ENDS)
    @CsvSource({"LENGTH", "CHUNKED"})
    final void overHttp2ACleanEndAfterTooFewBytesIsTruncation(Framing framing) throws IOException {
        if (framing == Framing.CHUNKED) {
            // Without a length HTTP/2 cannot detect the early end; the check of the recording does.
            byte[] speech = Content.speech().bytes();
            answerAudio(FakeResponse.audio(Content.of(speech)).cutAfter(speech.length / 2));
            TtsResults results = over(Wire.TLS_HTTP_2, Timeouts.defaults());
            assertFails(ErrorKind.TRUNCATED, () -> results.save(RUN, target()));
            assertNothingThere();
            return;
        }
        for (int size : new int[] {3_000, 200_000}) {
            answerAudio(
                    FakeResponse.audio(Content.flacLike(size)).framing(framing).cutAfter(size / 2));
            int before = camb().requests().size();
            assertFault(
                    "HTTP/2 clean early end " + size,
                    ErrorKind.TRUNCATED,
                    1,
                    over(Wire.TLS_HTTP_2, Timeouts.defaults()),
                    () -> camb().requests().size() - before);
        }
    }

    /**
     * Ten seconds are the default limit for a read in several stacks. Other cases run meanwhile, in parallel mode. A
     * longer limit is found by a longer pause.
     */
    @Test
    @Within(seconds = 60)
    @Proves(Rule.T24)
    final void aLongPauseIsNoTimeout() throws Exception {
        long millis = TimeUnit.SECONDS.toMillis(Long.getLong(PAUSE_PROPERTY, PAUSE_SECONDS));
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            byte[] start = (OK + "Content-Length: 52\r\n\r\n" + FLAC_LIKE).getBytes(StandardCharsets.ISO_8859_1);
            // One request waits for its headers, another for the rest of its body; the body of the third never pauses
            // long.
            if (number == 1) {
                Thread.sleep(millis);
            }
            out.write(start);
            for (int i = 0; i < 10; i++) {
                Thread.sleep(number == 3 || (number == 2 && i == 0) ? millis / (number == 3 ? 10 : 1) : 0);
                out.write('.');
                out.flush();
            }
        }));
        // A fourth waits for its TLS handshake.
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        RawServer secure = closedLater(RawServer.handling(connection -> {
            Thread.sleep(millis);
            try (SSLSocket tls = RawServer.overTls(connection, certificate)) {
                RawServer.readHead(tls.getInputStream());
                tls.getOutputStream()
                        .write((OK + "Content-Length: 52\r\n\r\n" + FLAC_LIKE + "..........")
                                .getBytes(StandardCharsets.ISO_8859_1));
            }
        }));
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        Transport overTls = closedLater(
                newTransport(NetworkSettings.defaults().withTrust(trusting.sslContext(), trusting.trustManager())));
        Timeouts patient =
                Timeouts.defaults().withConnect(PATIENCE).withResponse(PATIENCE).withIdle(PATIENCE);
        TtsResults results = at(raw.url(), patient);
        TtsResults slowToConnect = resultsAt(
                URI.create("https://localhost:" + secure.port()), overTls, builder -> builder.timeouts(patient));
        List<CompletableFuture<byte[]>> bodies = Stream.of(results, results, results, slowToConnect)
                .map(each -> CompletableFuture.supplyAsync(() -> bytesOf(each), task -> new Thread(task).start()))
                .toList();
        for (CompletableFuture<byte[]> each : bodies) {
            assertEquals(52, each.get().length);
        }
    }

    private static byte[] bytesOf(TtsResults results) {
        try (AudioStream audio = results.open(RUN)) {
            return audio.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @Proves(Rule.T30)
    @MayDeviate(Deviation.LENIENT_FRAMING)
    @ValueSource(
            strings = {
                "Content-Length: abc",
                "Content-Length: -5",
                "Content-Length: +5",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "X-Control: a\u0001b"
            })
    final void invalidHeadersAreAProtocolError(String header) throws IOException {
        assertFault(
                "header " + header.replace("\r\n", " + ").replace('\u0001', '?'),
                ErrorKind.PROTOCOL,
                1,
                RawServer.responding(OK + header + "\r\n\r\n" + AUDIO));
    }

    @Test
    @Proves(Rule.T16)
    @MayDeviate(Deviation.KEEPS_REJECTED_CONNECTIONS)
    final void theConnectionOfARejectedResponseIsDropped() throws Exception {
        String[] rejected = {"HTTP/x 200 OK\r\n\r\n", OK + "X-Control: a\u0001b\r\n\r\n"};
        CountDownLatch dropped = new CountDownLatch(rejected.length);
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write(rejected[(number - 1) % rejected.length].getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            awaitDrop(connection, dropped);
        }));
        for (int i = 0; i < rejected.length; i++) {
            try (TransportResponse accepted = responseOf(raw)) {
                assertEquals(200, accepted.status());
            } catch (IOException | RuntimeException e) {
                assertFalse(e instanceof IllegalStateException, e::toString);
            }
        }
        awaitShortly(() -> "the server's connections to be dropped", () -> dropped.getCount() == 0);
    }

    private static void awaitDrop(Socket connection, CountDownLatch dropped) throws IOException {
        try {
            if (connection.getInputStream().read() < 0) {
                dropped.countDown();
            }
        } catch (SocketException e) {
            dropped.countDown();
        }
    }

    @Test
    @Proves(Rule.T30)
    @MayDeviate(Deviation.LENIENT_FRAMING)
    final void aLengthWithStatus204IsAProtocolError() throws IOException {
        assertFault(
                "204 with a length",
                ErrorKind.PROTOCOL,
                1,
                RawServer.responding("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nfLaC!"));
    }

    @Test
    @Proves(Rule.T30)
    @MayDeviate(Deviation.LENIENT_FRAMING)
    final void anInvalidStatusLineIsAProtocolErrorAndNotRetried() throws IOException {
        assertFault("garbage status line", ErrorKind.PROTOCOL, 1, RawServer.responding("grbg\r\n\r\n"));
    }

    @ParameterizedTest
    @Proves(Rule.T30)
    @MayDeviate(Deviation.LENIENT_FRAMING)
    @ValueSource(strings = {"zzz", "-5", "fffffffffffffffff", "10000000000000005", "10000000000000000000005"})
    final void anInvalidChunkSizeIsAProtocolError(String size) throws IOException {
        for (String before : new String[] {"", "4\r\nfLaC\r\n"}) {
            assertFault(
                    "chunk size " + size + (before.isEmpty() ? "" : ", second chunk"),
                    ErrorKind.PROTOCOL,
                    1,
                    RawServer.responding(OK + "Transfer-Encoding: chunked\r\n\r\n" + before + size + "\r\n" + AUDIO));
        }
    }

    /**
     * A client with 32-bit chunk sizes reads these as zero, the size of the last chunk; the JDK's client does so
     * before 17.0.21 and in 25.0.3. The body then ends early, and the check of the recording notices. A client with
     * 64-bit sizes waits for the 4 GiB that the first of them announces.
     */
    @ParameterizedTest
    @Proves(Rule.C1)
    @ValueSource(strings = {"100000000", "8000000000000000"})
    final void anOverflowingChunkSizeIsNeverAWholeRecording(String size) throws IOException {
        String recording = new String(Content.speech().bytes(), StandardCharsets.ISO_8859_1);
        for (int before : new int[] {0, recording.length() / 2}) {
            String chunk =
                    before == 0 ? "" : Integer.toHexString(before) + "\r\n" + recording.substring(0, before) + "\r\n";
            RawServer raw = closedLater(RawServer.responding(
                    OK + "Transfer-Encoding: chunked\r\n\r\n" + chunk + size + "\r\n" + recording.substring(before)));
            TtsException failure = assertThrows(
                    TtsException.class, () -> at(raw.url(), Timeouts.defaults()).save(RUN, target()));
            Set<ErrorKind> expected = EnumSet.of(ErrorKind.PROTOCOL, ErrorKind.TRUNCATED);
            if (before == 0) {
                expected.add(ErrorKind.EMPTY);
            }
            assertTrue(expected.contains(failure.kind()), failure::toString);
            assertFalse(Files.exists(target()));
        }
    }

    @ParameterizedTest
    @Proves(Rule.T10)
    @ValueSource(strings = {"10", "0010", "10;name=value"})
    final void aChunkSizeMayArriveInPieces(String size) throws IOException {
        assertChunksAreRead(size);
    }

    /** A recipient must parse them (RFC 9112, section 7.1.1), and few servers send them. */
    @Test
    @Proves(Rule.T10)
    @MayDeviate(Deviation.REFUSES_SPACES_IN_CHUNK_EXTENSIONS)
    final void aChunkExtensionMayHaveSpaces() throws IOException {
        assertChunksAreRead("10 ; name = \"value\"");
    }

    private void assertChunksAreRead(String size) throws IOException {
        String chunk = size + "\r\nfLaC-and-12-more\r\n";
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write((OK + "Transfer-Encoding: chunked\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            for (byte c : (chunk.repeat(3) + "0\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(c);
                Thread.sleep(c == '0' || c == '\r' ? 30 : 2);
            }
        }));
        try (AudioStream audio = at(raw.url(), Timeouts.defaults()).open(RUN)) {
            assertEquals(48, audio.readAllBytes().length);
        }
    }

    @Test
    @Proves(Rule.T31)
    @MayDeviate(Deviation.UNBOUNDED_HEADERS)
    final void aHeaderOfOneMebibyteIsAProtocolError() throws IOException {
        assertFault(
                "header of 1 MiB",
                ErrorKind.PROTOCOL,
                1,
                RawServer.responding(OK + "X-Long: " + "y".repeat(1 << 20) + "\r\nContent-Length: 4\r\n\r\nfLaC"));
    }

    @Test
    @Proves(Rule.T29)
    @MayDeviate(Deviation.HEADERS_MAY_BREAK_OFF)
    final void incompleteHeadersAreABrokenConnection() throws IOException {
        assertFault("EOF in headers", ErrorKind.RESET, 1, RawServer.responding("HTTP/1.1 200 OK\r\nContent-Ty"));
    }

    @Test
    @Proves(Rule.T13)
    final void aBodyThatEndsWithTheConnectionIsRead() throws IOException {
        RawServer raw =
                closedLater(RawServer.responding("HTTP/1.0 200 OK\r\nContent-Type: audio/flac\r\n\r\n" + AUDIO));
        try (AudioStream audio = at(raw.url(), Timeouts.defaults()).open(RUN)) {
            assertEquals(AUDIO.length(), audio.readAllBytes().length);
        }
    }

    /** Valid, and seldom seen: without a reason phrase, other cases of letters, blanks around values, an empty body. */
    @ParameterizedTest
    @Proves({Rule.T8, Rule.T10})
    @CsvSource({
        "'HTTP/1.1 200 \nX-Form: a b\nContent-Length: 4\n\nfLaC', fLaC",
        "'HTTP/1.1 200\nX-Form: a b\nContent-Length: 4\n\nfLaC', fLaC",
        "'HTTP/1.1 200 OK\nX-FORM:a b\nCONTENT-LENGTH:4\n\nfLaC', fLaC",
        "'HTTP/1.1 200 OK\nx-form: \t a b \t \ncontent-length:   4  \n\nfLaC', fLaC",
        "'HTTP/1.1 200 OK\nX-Form: a b\ntransfer-encoding: Chunked\n\nA\nfLaC-ABCDE\n0\n\n', fLaC-ABCDE",
        "'HTTP/1.1 200 OK\nX-Form: a b\nTransfer-Encoding: chunked\n\n0000A\nfLaC-ABCDE\n000\n\n', fLaC-ABCDE",
        "'HTTP/1.1 200 OK\nX-Form: a b\nTransfer-Encoding: chunked\n\n0\n\n', ''",
    })
    final void validResponsesOfAnyFormAreRead(String response, String body) throws IOException {
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            int head = response.indexOf("\n\n");
            String lines = response.substring(0, head).replace("\n", "\r\n") + "\r\n\r\n";
            out.write(
                    (lines + response.substring(head + 2).replace("\n", "\r\n")).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }));
        for (int call = 1; call <= 2; call++) {
            try (TransportResponse read = responseOf(raw)) {
                assertEquals(List.of("a b"), read.headers("X-Form"));
                assertEquals(body, new String(readAll(read), StandardCharsets.ISO_8859_1));
            }
        }
    }

    @Test
    @Proves(Rule.T9)
    @MayDeviate(Deviation.NO_INTERIM_RESPONSES)
    final void anInterimResponseIsSkipped() throws IOException {
        String interim = "HTTP/1.1 103 Early Hints\r\nETag: \"hint\"\r\nRetry-After: 9\r\nContent-Length: 7\r\n\r\n";
        RawServer raw = closedLater(RawServer.responding("HTTP/1.1 100 Continue\r\n\r\n" + interim + interim + OK
                + "Content-Length: 42\r\nConnection: close\r\n\r\n" + FLAC_LIKE));
        TransportResponse response = responseOf(raw);
        assertEquals(200, response.status());
        assertEquals(42, readAll(response).length);
        assertEquals(List.of("42"), response.headers("Content-Length"));
        assertEquals(List.of(), response.headers("ETag"), "a header of an interim response");
        assertEquals(List.of(), response.headers("Retry-After"), "a header of an interim response");
    }

    /** How an exchange fails. */
    enum Failing {
        NO_HEADERS,
        STATUS_LINE,
        HEADER,
        CHUNK_SIZE,
        EARLY_END,
        EARLY_END_OF_CHUNKS,
        RESET,
        ABORTED_BEFORE_HEADERS,
        ABORTED_IN_BODY,
        REFUSED,
        UNKNOWN_HOST,
        TLS,
        PROXY,
        PROXY_WITHOUT_TLS
    }

    /** The answer of a server to a failing exchange, with a header whose value is secret. */
    private static String answerOf(Failing failing, String secret) {
        String head = OK + "ETag: \"" + secret + "\"\r\n";
        return switch (failing) {
            case STATUS_LINE -> "HTTP/x 200 OK\r\nETag: " + secret + "\r\n\r\n";
            case HEADER -> head + "X-Control: " + secret + "\u0001b\r\n\r\n";
            case CHUNK_SIZE -> head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n";
            case EARLY_END_OF_CHUNKS -> head + "Transfer-Encoding: chunked\r\n\r\n4\r\nfLaC\r\n";
            case EARLY_END, RESET, ABORTED_IN_BODY, PROXY_WITHOUT_TLS -> head + "Content-Length: 30000\r\n\r\n" + AUDIO;
            case PROXY -> "HTTP/1.1 403 Forbidden\r\nX-Denied: " + secret + "\r\nContent-Length: 0\r\n\r\n";
            default -> "";
        };
    }

    /** The key, the query of the URL and a header of the response are secret, at every level. */
    @ParameterizedTest
    @Alone
    @Proves({Rule.T32, Rule.T33})
    @EnumSource(Failing.class)
    final void noFailureShowsASecret(Failing failing) throws Throwable {
        String secret = "failed-" + Long.toHexString(System.nanoTime());
        watch().keepSecret(secret);
        List<AbortSignal> signals = new CopyOnWriteArrayList<>();
        RawServer raw = closedLater(RawServer.start((number, connection, out) -> {
            out.write(answerOf(failing, secret).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            if (failing == Failing.ABORTED_BEFORE_HEADERS || failing == Failing.ABORTED_IN_BODY) {
                signals.forEach(AbortSignal::abort);
            }
            if (failing == Failing.RESET) {
                connection.setSoLinger(true, 0);
            }
            connection.close();
        }));
        boolean isProxied = failing == Failing.PROXY || failing == Failing.PROXY_WITHOUT_TLS;
        Transport transport = isProxied
                ? closedLater(newTransport(NetworkSettings.defaults()
                        .withProxy("127.0.0.1", raw.port(), AuthenticatingProxy.USER, AuthenticatingProxy.PASSWORD)))
                : transport();
        URI origin = originOf(failing, raw);
        ResultRequest template = PortRequests.audio(endpoint(), RUN);
        Map<String, String> headers = PortRequests.with("x-api-key", secret);
        List<TransportRequest> requests = List.of(
                new ResultRequest(origin, template.runId(), template.outputType(), headers, template.connectTimeout()),
                new StorageRequest(
                        origin.resolve("/a.flac?X-Amz-Signature=" + secret), headers, template.connectTimeout()));
        ShownText.atEveryLevel(() -> {
            for (TransportRequest request : requests) {
                AbortSignal signal = new AbortSignal();
                signals.add(signal);
                assertThrows(Exception.class, () -> readToTheEnd(transport, request, signal));
            }
        });
    }

    private URI originOf(Failing failing, RawServer raw) throws IOException {
        return switch (failing) {
            case REFUSED -> {
                try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    yield URI.create("http://127.0.0.1:" + taken.getLocalPort());
                }
            }
            case UNKNOWN_HOST -> URI.create("https://nowhere.invalid");
            case TLS -> closedLater(FakeCambServer.start(camb(), Wire.TLS, 0)).baseUrl();
            case PROXY -> URI.create("https://camb.invalid");
            case PROXY_WITHOUT_TLS -> URI.create("http://camb.invalid");
            default -> raw.url();
        };
    }

    private static void readToTheEnd(Transport transport, TransportRequest request, AbortSignal signal)
            throws IOException {
        try (TransportResponse response = transport.get(request, signal)) {
            ByteBuffer buffer = ByteBuffer.allocate(8_192);
            while (response.read(buffer.clear()) >= 0) {
                assertTrue(buffer.position() > 0);
            }
        }
    }
}
