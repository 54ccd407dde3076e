package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.testkit.Gate;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls the transport directly, for rules that core hides: it compensates for a fault, or does not use the feature.
 */
@Tag("port")
abstract class PortContract extends ContractFixture {

    /** More than any stack's default limit of connections, or of requests at once. */
    private static final int EXCHANGES_AT_ONCE = 80;

    private static final RunId OTHER = RunId.of(RUN.value() + 1);

    private TransportResponse get(RunId run) throws IOException {
        return closedLater(transport().get(PortRequests.audio(endpoint(), run), new AbortSignal()));
    }

    private static byte[] readAll(TransportResponse response) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        for (int read = response.read(buffer); read >= 0; read = response.read(buffer.clear())) {
            received.write(buffer.array(), 0, read);
        }
        return received.toByteArray();
    }

    @Test
    @Proves(Rule.T8)
    final void allValuesOfAHeaderAreGivenInTheOrderReceived() throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(10))
                .addHeader("X-Twice", "second, in the alphabet")
                .addHeader("X-Between", "1")
                .addHeader("X-Twice", "first, in the alphabet")
                .addHeader("X-Twice", "")
                .addHeader("X-Twice", "Third, in Mixed Case")
                .addHeader("X-Twice", "first, in the alphabet"));
        assertEquals(
                List.of(
                        "second, in the alphabet",
                        "first, in the alphabet",
                        "",
                        "Third, in Mixed Case",
                        "first, in the alphabet"),
                get(RUN).headers("X-Twice"));
    }

    @Test
    @Proves(Rule.T8)
    final void aHeaderIsFoundByItsNameInAnyCase() throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(10)).addHeader("X-Mixed-Case", "there"));
        try (TransportResponse response = get(RUN)) {
            for (String name : new String[] {"X-Mixed-Case", "x-mixed-case", "X-MIXED-CASE"}) {
                assertEquals(List.of("there"), response.headers(name), name);
            }
            assertEquals(List.of(), response.headers("X-Absent"), "values of a header that is absent");
        }
    }

    @Test
    @Proves(Rule.T7)
    final void aResponseIsReturnedBeforeTheFirstByteOfItsBody() throws IOException {
        for (Framing framing : new Framing[] {Framing.LENGTH, Framing.CHUNKED}) {
            Gate body = new Gate();
            answerAudio(FakeResponse.audio(Content.flacLike(100))
                    .framing(framing)
                    .addHeader("X-Early", "there")
                    .pauseAfter(0, body));
            try (TransportResponse response = get(RUN)) {
                assertEquals(200, response.status());
                assertEquals(List.of("there"), response.headers("X-Early"));
                body.open();
                assertEquals(100, readAll(response).length);
            } finally {
                body.open();
            }
        }
    }

    /** The memory that a buffer is a part of. */
    enum Memory {
        HEAP,
        DIRECT
    }

    /** A slice has an array offset, so that its position is not that of its array. */
    @ParameterizedTest
    @Proves(Rule.T12)
    @CsvSource({"HEAP, 0", "DIRECT, 0", "HEAP, 300", "DIRECT, 300"})
    final void aReadFillsFromPositionToLimitAndNoFurther(Memory memory, int offset) throws IOException {
        Content content = Content.flacLike(20_000);
        answerAudio(FakeResponse.audio(content).framing(Framing.LENGTH));
        ByteBuffer whole = memory == Memory.DIRECT ? ByteBuffer.allocateDirect(1_500) : ByteBuffer.allocate(1_500);
        ByteBuffer buffer = offset == 0 ? whole.duplicate() : whole.slice(offset, 1_000);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (TransportResponse response = get(RUN)) {
            int read = response.read(buffer.clear().position(10).limit(500));
            while (read >= 0) {
                assertTrue(read >= 1 && read <= 490, "read returned " + read + ", the buffer has 490 bytes left");
                assertEquals(10 + read, buffer.position(), "the position after a read of " + read);
                assertEquals(500, buffer.limit(), "the limit after a read");
                for (int i = 0; i < read; i++) {
                    received.write(buffer.get(10 + i));
                }
                for (int i = 0; i < whole.capacity(); i++) {
                    assertTrue(
                            (i >= offset + 10 && i < offset + 500) || whole.get(i) == 0,
                            "written outside position and limit, at " + (i - offset));
                }
                read = response.read(buffer.position(10).limit(500));
            }
            assertEquals(-1, read);
        }
        assertArrayEquals(content.bytes(), received.toByteArray());
    }

    @ParameterizedTest
    @Proves(Rule.T12)
    @ValueSource(strings = {"LENGTH", "CHUNKED"})
    final void theEndOfABodyStaysItsEnd(Framing framing) throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(100)).framing(framing));
        try (TransportResponse response = get(RUN)) {
            assertEquals(100, readAll(response).length);
            for (int again = 0; again < 3; again++) {
                assertEquals(-1, response.read(ByteBuffer.allocate(10)), "result of a read after the end");
            }
        }
    }

    @ParameterizedTest
    @Proves(Rule.T13)
    @ValueSource(strings = {"LENGTH", "CHUNKED"})
    final void aBrokenBodyDoesNotEnd(Framing framing) throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(3_000)).framing(framing).cutAfter(100));
        try (TransportResponse response = get(RUN)) {
            assertThrows(IOException.class, () -> readAll(response));
            for (int again = 0; again < 3; again++) {
                assertThrows(
                        IOException.class,
                        () -> response.read(ByteBuffer.allocate(10)),
                        "a read after the one that failed");
            }
        }
    }

    @Test
    @Proves(Rule.T16)
    final void aResponseMayBeClosedAgain() throws IOException {
        for (boolean whole : new boolean[] {true, false}) {
            TransportResponse response = get(RUN);
            if (whole) {
                assertTrue(readAll(response).length > 0);
            }
            response.close();
            response.close();
        }
    }

    @Test
    @Proves(Rule.T16)
    final void closingAResponseAgainDisturbsNoLaterExchange() throws IOException {
        assertNotDisturbed((response, signal) -> response.close());
    }

    /** Ends an exchange, which has ended already, while a later one is under way. */
    private interface LateEnding {

        void end(TransportResponse response, AbortSignal signal);
    }

    private void assertNotDisturbed(LateEnding ending) throws IOException {
        Gate rest = new Gate();
        Content content = Content.flacLike(200_000);
        answerAudio(
                FakeResponse.audio(Content.flacLike(100)),
                FakeResponse.audio(content).pauseAfter(100_000, rest));
        AbortSignal signal = new AbortSignal();
        TransportResponse first = closedLater(transport().get(PortRequests.audio(endpoint(), RUN), signal));
        assertEquals(100, readAll(first).length);
        first.close();
        try (TransportResponse second = get(RUN)) {
            ByteBuffer begun = ByteBuffer.allocate(10);
            int read = second.read(begun);
            ending.end(first, signal);
            rest.open();
            assertEquals(content.length(), read + readAll(second).length);
        } finally {
            rest.open();
        }
    }

    @Test
    @Proves(Rule.T26)
    final void aTransportMayBeClosedAgain() throws IOException {
        readAll(get(RUN));
        transport().close();
        transport().close();
    }

    @Test
    @Proves(Rule.T26)
    final void closingATransportDoesNotWaitForActiveExchanges() throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(200_000)).stallAfter(100_000));
        TransportResponse underWay = get(RUN);
        assertTrue(underWay.read(ByteBuffer.allocate(10)) > 0);
        long start = System.nanoTime();
        transport().close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(tolerance()) < 0, () -> "closing took " + took);
    }

    @Test
    @Proves(Rule.T21)
    final void anExchangeAbortedBeforeItStartsSendsNothing() throws IOException {
        AbortSignal signal = new AbortSignal();
        signal.abort();
        assertThrows(
                IOException.class,
                () -> transport()
                        .get(PortRequests.audio(endpoint(), RUN), signal)
                        .close(),
                "a response was returned although the signal had been aborted");
        assertTrue(readAll(get(OTHER)).length > 0);
        assertRequests(1);
    }

    @Test
    @Proves(Rule.T21)
    final void anAbortBetweenTwoReadsEndsTheExchange() throws IOException {
        // Far more than a transport or a socket holds ready: the next reads need the connection.
        answerAudio(FakeResponse.audio(Content.wav(64 << 20)).header("Content-Type", "audio/wav"));
        AbortSignal signal = new AbortSignal();
        try (TransportResponse response = transport().get(PortRequests.audio(endpoint(), RUN), signal)) {
            ByteBuffer buffer = ByteBuffer.allocate(8_192);
            assertTrue(response.read(buffer) > 0);
            signal.abort();
            assertThrows(
                    IOException.class,
                    () -> {
                        while (response.read(buffer.clear()) >= 0) {
                            assertTrue(buffer.position() > 0);
                        }
                    },
                    "the body was read to its end although the signal had been aborted");
        }
    }

    @Test
    @Proves(Rule.T25)
    final void anAbortAfterTheEndDisturbsNoLaterExchange() throws IOException {
        assertNotDisturbed((response, signal) -> signal.abort());
    }

    @Test
    @Proves(Rule.T17)
    final void aWaitingExchangeBlocksNoOther() throws Exception {
        answerAudio(FakeResponse.silence());
        AbortSignal signal = new AbortSignal();
        Thread waiting = new Thread(() ->
                assertThrows(IOException.class, () -> transport().get(PortRequests.audio(endpoint(), RUN), signal)));
        waiting.start();
        try {
            await("the first request", () -> !camb().requests().isEmpty());
            assertTrue(readAll(get(OTHER)).length > 0);
            assertTrue(waiting.isAlive());
        } finally {
            signal.abort();
        }
        waiting.join();
    }

    @Test
    @Proves(Rule.T17)
    final void eightyExchangesRunAtOnce() throws IOException {
        Gate rest = new Gate();
        answerAudio(FakeResponse.audio(Content.flacLike(20_000)).pauseAfter(10_000, rest));
        List<TransportResponse> responses = new ArrayList<>();
        try {
            for (int i = 0; i < EXCHANGES_AT_ONCE; i++) {
                responses.add(get(RUN));
            }
            rest.open();
            for (TransportResponse response : responses) {
                assertEquals(20_000, readAll(response).length);
            }
        } finally {
            rest.open();
        }
    }

    @Test
    @Proves(Rule.T5)
    final void nothingOfAResponseIsKeptForTheNextRequest() throws IOException {
        answerAudio(
                FakeResponse.audio(Content.flacLike(100))
                        .framing(Framing.LENGTH)
                        .addHeader("Set-Cookie", "session=1; Path=/")
                        .addHeader("Cache-Control", "max-age=3600")
                        .addHeader("ETag", "\"1\"")
                        .addHeader("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
                FakeResponse.audio(Content.flacLike(200)));
        assertEquals(100, readAll(get(RUN)).length);
        assertEquals(200, readAll(get(RUN)).length, "bytes of the second response");
        List<ReceivedRequest> sent = camb().requests();
        assertEquals(2, sent.size(), "requests sent");
        assertEquals(
                sent.get(0).headers().keySet(),
                sent.get(1).headers().keySet(),
                "header names of the first and the second request");
    }

    @Test
    @Proves(Rule.T23)
    final void theSignalIsConnectedBeforeHeadersAreReturned() throws IOException {
        AbortSignal signal = new AbortSignal();
        closedLater(transport().get(PortRequests.audio(endpoint(), RUN), signal));
        assertFalse(signal.isConnecting(), "still connecting after the headers were returned");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    @Proves(Rule.T33)
    final void nothingSecretIsLoggedOrPrinted() throws Exception {
        assertNothingSecretIsShown(Level.INFO);
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    @Proves(Rule.T33)
    @MayDeviate(Deviation.LOGS_HEADERS_IF_TURNED_ON)
    final void nothingSecretIsLoggedAtAnyLevel() throws Exception {
        assertNothingSecretIsShown(Level.ALL);
    }

    private void assertNothingSecretIsShown(Level level) throws Exception {
        String secret = "logged-" + Long.toHexString(System.nanoTime());
        RunId secretRun = RunId.of(ThreadLocalRandom.current().nextLong(1_000_000_000_000L, 9_000_000_000_000L));
        URI link = results().link(RUN).url();
        URI secretLink = URI.create(link + "&X-Secret=" + secret);
        ResultRequest template = PortRequests.audio(endpoint(), RUN);
        ResultRequest asked = new ResultRequest(
                template.baseUrl(),
                secretRun.value(),
                template.outputType(),
                Map.of("x-api-key", secret, "Accept-Encoding", "identity"),
                template.connectTimeout());
        camb().answer(
                        secretRun.value(),
                        OutputType.RAW_BYTES,
                        FakeResponse.audio(Content.flacLike(100)),
                        // Twice, for a stack that sends the request again.
                        FakeResponse.closedBeforeHeaders(),
                        FakeResponse.closedBeforeHeaders(),
                        FakeResponse.audio(Content.flacLike(200_000)).resetAfter(100_000));
        Optional<String> leak;
        try (LogCapture log = LogCapture.lookingFor(level, secret, secretRun.toString())) {
            for (int i = 0; i < 4; i++) {
                readQuietly(asked);
                transport()
                        .get(PortRequests.storage(secretLink), new AbortSignal())
                        .close();
            }
            leak = log.found();
        }
        assertTrue(leak.isEmpty(), () -> "the key or a URL was shown by " + leak.orElse(""));
    }

    private void readQuietly(ResultRequest request) {
        try (TransportResponse response = transport().get(request, new AbortSignal())) {
            readAll(response);
        } catch (IOException e) {
            // All responses but the first break.
            return;
        }
    }

    @Test
    @Proves(Rule.T34)
    final void theDecoderReturnsPlainValues() throws IOException {
        Map<String, Object> expected = new HashMap<>();
        expected.put("text", "\u00e9\n");
        expected.put("list", List.of(true, false));
        expected.put("none", null);
        Object decoded = transport()
                .jsonDecoder()
                .decode("{\"text\":\"\\u00e9\\n\",\"list\":[true,false],\"none\":null,\"number\":17}");
        Map<?, ?> members = assertInstanceOf(Map.class, decoded);
        expected.forEach((name, value) -> assertEquals(value, members.get(name), name));
        assertTrue(members.containsKey("none"), "the member that is null");
        assertEquals(17, assertInstanceOf(Number.class, members.get("number")).intValue());
        assertEquals(
                Map.of("a", "small", "A", "capital"),
                transport().jsonDecoder().decode("{\"a\":\"small\",\"A\":\"capital\"}"));
        Map<?, ?> capital =
                assertInstanceOf(Map.class, transport().jsonDecoder().decode("{\"Name\":\"there\"}"));
        assertFalse(capital.containsKey("name"), "a member was found by its name in another case");
        for (String number :
                new String[] {"9223372036854775807", "-9223372036854775808", "4294967296", "0", "0.1", "1e-7"}) {
            Number value =
                    assertInstanceOf(Number.class, transport().jsonDecoder().decode(number));
            assertEquals(
                    0,
                    new BigDecimal(number).compareTo(new BigDecimal(value.toString())),
                    () -> number + " was decoded to " + value);
        }
        for (String json : new String[] {"null", "true", "\"a\"", "-2.5", "[]"}) {
            Object value = transport().jsonDecoder().decode(json);
            assertTrue(
                    value == null
                            || value instanceof Boolean
                            || value instanceof String
                            || value instanceof Number
                            || value instanceof List,
                    () -> json + " was decoded to " + value);
        }
        assertEquals(
                -2.5,
                assertInstanceOf(Number.class, transport().jsonDecoder().decode("-2.5"))
                        .doubleValue());
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    @Proves({Rule.T32, Rule.T33})
    final void theDecoderShowsNoLink() throws IOException {
        String secret = "decoded-" + Long.toHexString(System.nanoTime());
        String link = "https://storage.example/a.flac?X-Amz-Signature=" + secret;
        String[] malformed = {
            "{\"output_url\":\"" + link,
            "{\"output_url\":\"" + link + "\"",
            "{\"output_url\":\"" + link + "\"}}",
            "{\"output_url\":\"" + link + "\",}",
            "{\"output_url\":" + link + "}",
            "{\"output_url\":\"" + link + "\n\"}",
            link,
        };
        Optional<String> leak;
        try (LogCapture log = LogCapture.lookingFor(Level.INFO, secret)) {
            assertEquals(
                    Map.of("output_url", link), transport().jsonDecoder().decode("{\"output_url\":\"" + link + "\"}"));
            for (int i = 0; i < malformed.length; i++) {
                String json = malformed[i];
                IOException thrown = assertThrows(
                        IOException.class, () -> transport().jsonDecoder().decode(json), "document " + i);
                Secrets.assertAbsent(thrown, secret);
            }
            leak = log.found();
        }
        assertTrue(leak.isEmpty(), () -> "the link was shown by " + leak.orElse(""));
    }

    private String sentToStorage(String pathAndQuery) throws IOException {
        String origin = results().link(RUN).url().resolve("/").toString();
        URI url = URI.create(origin.substring(0, origin.length() - 1) + pathAndQuery);
        transport().get(PortRequests.storage(url), new AbortSignal()).close();
        List<ReceivedRequest> sent = requestsToStorage();
        return sent.get(sent.size() - 1).target();
    }

    @ParameterizedTest
    @Proves(Rule.T3)
    @ValueSource(
            strings = {
                "/audio//12345.flac?X-Amz-Signature=1",
                "/audio/12345.flac/?X-Amz-Signature=1",
                "/audio/a%2Fb%2fc.flac?x=%2f&y=%2F",
                "/audio/a;b=c/~d/(e)!$&*+,:@=.flac?x=a%20b+c",
                "/audio/12345.flac?x=1&&y=2",
                "/audio/12345.flac?x=1&",
                "/audio/12345.flac?&x=&x",
                "/audio/%41%7Eb.flac?X-Amz-Signature=a%2Db%5F",
            })
    final void aPresignedPathIsSentUnchanged(String pathAndQuery) throws IOException {
        assertEquals(pathAndQuery, sentToStorage(pathAndQuery));
    }

    @Test
    @Proves(Rule.T3)
    @MayDeviate(Deviation.DROPS_EMPTY_QUERY)
    final void anEmptyQueryIsSent() throws IOException {
        assertEquals("/audio/12345.flac?", sentToStorage("/audio/12345.flac?"));
    }

    @ParameterizedTest
    @Proves(Rule.T3)
    @MayDeviate(Deviation.NORMALISES_URLS)
    @ValueSource(
            strings = {
                "/audio/../12345.flac?X-Amz-Signature=1",
                "/audio/./12345.flac?X-Amz-Signature=1",
                "/audio/%2e%2E/12345.flac?X-Amz-Signature=1",
                "/audio/it's.flac?x='y'",
            })
    final void aPresignedUrlIsNotNormalised(String pathAndQuery) throws IOException {
        assertEquals(pathAndQuery, sentToStorage(pathAndQuery));
    }
}
