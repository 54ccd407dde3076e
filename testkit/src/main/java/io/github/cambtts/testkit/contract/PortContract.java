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
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Authenticator;
import java.net.CacheRequest;
import java.net.CacheResponse;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.PasswordAuthentication;
import java.net.ResponseCache;
import java.net.URI;
import java.net.URLConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls the transport directly, for rules that core hides: it compensates for a fault, or does not use the feature.
 */
@Tag("port")
abstract class PortContract extends ContractFixture {

    private static final RunId OTHER = RunId.of(RUN.value() + 1);

    private TransportResponse get(RunId run) throws IOException {
        return closedLater(transport().get(PortRequests.audio(endpoint(), run), new AbortSignal()));
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

    /** Also of those that are for the connection, for a proxy or for a cookie store. */
    @Test
    @Proves(Rule.T8)
    final void everyHeaderIsReturned() throws IOException {
        Map<String, String> sent = new HashMap<>(Map.of(
                "Set-Cookie", "session=1",
                "Keep-Alive", "timeout=60",
                "Proxy-Authenticate", "Basic realm=\"p\"",
                "WWW-Authenticate", "APIKey",
                "Upgrade", "h2c",
                "Via", "1.1 cache,  1.1 another",
                "Age", "1",
                "Warning", "110 - \"stale\"",
                "ETag", "W/\"1\"",
                "Link", "<https://a.example/?b=1,c>; rel=\"next\""));
        sent.put("Strict-Transport-Security", "max-age=1");
        FakeResponse answer = FakeResponse.audio(Content.flacLike(10));
        for (Map.Entry<String, String> header : sent.entrySet()) {
            answer = answer.addHeader(header.getKey(), header.getValue());
        }
        answerAudio(answer);
        TransportResponse response = get(RUN);
        sent.forEach((name, value) -> assertEquals(List.of(value), response.headers(name), name));
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
            CountDownLatch body = new CountDownLatch(1);
            answerAudio(FakeResponse.audio(Content.flacLike(100))
                    .framing(framing)
                    .addHeader("X-Early", "there")
                    .pauseAfter(0, body));
            try (TransportResponse response = get(RUN)) {
                assertEquals(200, response.status());
                assertEquals(List.of("there"), response.headers("X-Early"));
                body.countDown();
                assertEquals(100, readAll(response).length);
            } finally {
                body.countDown();
            }
        }
    }

    /** Although the buffer has room for more. */
    @Test
    @Proves(Rule.T11)
    final void whatHasArrivedIsReadBeforeMoreArrives() throws IOException {
        for (Framing framing : new Framing[] {Framing.LENGTH, Framing.CHUNKED}) {
            CountDownLatch rest = new CountDownLatch(1);
            answerAudio(
                    FakeResponse.audio(Content.flacLike(3_000)).framing(framing).pauseAfter(1_000, rest));
            try (TransportResponse response = get(RUN)) {
                // More arrives only after all has been read, or late.
                CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS).execute(rest::countDown);
                ByteBuffer buffer = ByteBuffer.allocate(8_192);
                while (buffer.position() < 1_000) {
                    assertTrue(response.read(buffer) > 0);
                }
                assertEquals(1, rest.getCount(), "a read waited for more than had arrived");
                rest.countDown();
                assertEquals(3_000, buffer.position() + readAll(response).length);
            } finally {
                rest.countDown();
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

    @ParameterizedTest
    @Proves(Rule.T12)
    @ValueSource(ints = {100, 600_000})
    final void aClosedResponseHasNoEnd(int size) throws IOException {
        answerAudio(FakeResponse.audio(Content.flacLike(size)).framing(Framing.LENGTH));
        for (int bytesRead : new int[] {0, 10}) {
            TransportResponse response = get(RUN);
            if (bytesRead > 0) {
                assertTrue(response.read(ByteBuffer.allocate(bytesRead)) > 0);
            }
            response.close();
            for (int again = 0; again < 2; again++) {
                assertThrows(
                        IOException.class,
                        () -> response.read(ByteBuffer.allocate(10)),
                        "a read after a response was closed before its end");
            }
        }
    }

    private static byte[] compressed(String coding, byte[] text) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out =
                coding.equals("deflate") ? new DeflaterOutputStream(compressed) : new GZIPOutputStream(compressed)) {
            out.write(text);
        }
        return compressed.toByteArray();
    }

    /** Whatever the status, and whether the body is what the header says or not. */
    @ParameterizedTest
    @Proves({Rule.T8, Rule.T10})
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br", "zstd", "gzip, gzip", ""})
    final void noContentCodingIsDecoded(String coding) throws IOException {
        // Begins with a byte order mark, ends with blanks, and is longer than what stacks keep of an error.
        byte[] text = ("\uFEFF{\"detail\":\"" + "Not Found &amp; ".repeat(20_000) + "\"}\r\n ")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = coding.isEmpty() ? text : compressed(coding, text);
        URI link = results().link(RUN).url();
        for (int status : new int[] {200, 206, 403, 404, 503}) {
            FakeResponse plain = FakeResponse.json(status, "").body(Content.of(body));
            FakeResponse answer = coding.isEmpty() ? plain : plain.header("Content-Encoding", coding);
            answerAudio(answer);
            camb().run(RUN.value()).storageAnswers(answer);
            for (TransportRequest request : List.of(PortRequests.audio(endpoint(), RUN), PortRequests.storage(link))) {
                TransportResponse response = closedLater(transport().get(request, new AbortSignal()));
                assertArrayEquals(body, readAll(response), () -> "body of status " + status);
                assertEquals(coding.isEmpty() ? List.of() : List.of(coding), response.headers("Content-Encoding"));
                assertEquals(List.of(Integer.toString(body.length)), response.headers("Content-Length"));
            }
        }
    }

    private static final int MIN_LINE_BYTES = 8 << 10;
    private static final int MIN_HEADER_LINES = 100;

    @Test
    @Proves(Rule.T36)
    final void longUrlsAndHeadersAreSentInFull() throws IOException {
        String link = results().link(RUN).url() + "&X-Long=";
        URI url = URI.create(link + "x".repeat(MIN_LINE_BYTES - link.length()));
        String name = "X-Long";
        List<String> sent = new ArrayList<>(List.of(name, "y".repeat(MIN_LINE_BYTES - name.length() - 4)));
        for (int i = 0; i < MIN_HEADER_LINES - 10; i++) {
            sent.addAll(List.of("X-Number-" + i, Integer.toString(i)));
        }
        Map<String, String> headers = PortRequests.with(sent.toArray(new String[0]));
        transport()
                .get(new StorageRequest(url, headers, PortRequests.storage(url).connectTimeout()), new AbortSignal())
                .close();
        ReceivedRequest received = requestsToStorage().get(0);
        assertTrue(url.toString().endsWith(received.target()), "the URL was cut");
        headers.forEach(
                (header, value) -> assertEquals(value, received.header(header).orElse(""), header));
    }

    @Test
    @Proves(Rule.T36)
    final void longHeadersAreReturnedInFull() throws IOException {
        FakeResponse answer = FakeResponse.audio(Content.flacLike(100));
        for (int i = 0; i < MIN_HEADER_LINES; i++) {
            answer = answer.addHeader("X-Number-" + i, i + "-".repeat(i));
        }
        for (int length : new int[] {255, 257, 1_025, 2_049, 4_097, MIN_LINE_BYTES - "X-Long: \r\n".length()}) {
            String value = "x".repeat(length - 1) + "y";
            answerAudio(answer.header("X-Long", value));
            TransportResponse response = get(RUN);
            assertEquals(List.of(value), response.headers("X-Long"));
            for (int i = 0; i < MIN_HEADER_LINES; i++) {
                assertEquals(List.of(i + "-".repeat(i)), response.headers("X-Number-" + i));
            }
            assertEquals(100, readAll(response).length);
        }
        String longer = "x".repeat(3 * MIN_LINE_BYTES) + "y";
        answerAudio(FakeResponse.audio(Content.flacLike(100)).header("X-Long", longer));
        TransportResponse response;
        try {
            response = get(RUN);
        } catch (IOException | RuntimeException e) {
            // It may be refused, but not cut.
            return;
        }
        assertEquals(List.of(longer), response.headers("X-Long"));
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
        CountDownLatch rest = new CountDownLatch(1);
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
            rest.countDown();
            assertEquals(content.length(), read + readAll(second).length);
        } finally {
            rest.countDown();
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

    /** More than a stack has threads. */
    private static final int WAITING = 70;

    @Test
    @Proves(Rule.T17)
    final void waitingExchangesBlockNoOther() throws Exception {
        answerAudio(FakeResponse.silence());
        AbortSignal[] signals = new AbortSignal[WAITING];
        Thread[] waiting = new Thread[WAITING];
        for (int i = 0; i < WAITING; i++) {
            AbortSignal signal = new AbortSignal();
            signals[i] = signal;
            waiting[i] = new Thread(() -> assertThrows(
                    IOException.class, () -> transport().get(PortRequests.audio(endpoint(), RUN), signal)));
            waiting[i].start();
        }
        try {
            await("all requests", () -> camb().requests().size() == WAITING);
            assertTrue(readAll(get(OTHER)).length > 0);
            for (Thread each : waiting) {
                assertTrue(each.isAlive());
            }
        } finally {
            for (AbortSignal signal : signals) {
                signal.abort();
            }
        }
        for (Thread each : waiting) {
            each.join();
        }
    }

    @Test
    @Proves(Rule.T23)
    final void theSignalIsConnectedBeforeHeadersAreReturned() throws IOException {
        AbortSignal signal = new AbortSignal();
        closedLater(transport().get(PortRequests.audio(endpoint(), RUN), signal));
        assertFalse(signal.isConnecting(), "still connecting after the headers were returned");
    }

    @Test
    @Proves(Rule.T33)
    final void nothingSecretIsLoggedOrPrinted() throws Exception {
        exchangeSecrets();
    }

    /** The loggers that the reason of the deviation names may show a secret below {@code INFO}, and no other. */
    @Test
    @Alone
    @Within(seconds = 60)
    @Proves(Rule.T33)
    @MayDeviate(Deviation.LOGS_HEADERS_IF_TURNED_ON)
    final void nothingSecretIsLoggedAtAnyLevel() throws Throwable {
        ShownText.atEveryLevel(this::exchangeSecrets);
        assertEquals(Set.of(), watch().excused(), "loggers that showed the key or a URL");
    }

    /** The watch over each case looks for what is secret or hidden. */
    private void exchangeSecrets() throws Exception {
        String secret = "logged-" + Long.toHexString(System.nanoTime());
        RunId secretRun = RunId.of(ThreadLocalRandom.current().nextLong(1_000_000_000_000L, 9_000_000_000_000L));
        watch().keepSecret(secret);
        watch().keepHidden(secretRun.toString());
        URI link = results().link(RUN).url();
        URI secretLink = URI.create(link + "&X-Secret=" + secret);
        ResultRequest template = PortRequests.audio(endpoint(), RUN);
        ResultRequest asked = new ResultRequest(
                template.baseUrl(),
                secretRun.value(),
                template.outputType(),
                PortRequests.with("x-api-key", secret),
                template.connectTimeout());
        List<FakeResponse> answers = new ArrayList<>(List.of(
                FakeResponse.audio(Content.flacLike(100)),
                // Twice, for a stack that sends the request again.
                FakeResponse.closedBeforeHeaders(),
                FakeResponse.closedBeforeHeaders(),
                FakeResponse.audio(Content.flacLike(200_000)).resetAfter(100_000)));
        for (int status : new int[] {204, 206, 302, 401, 404, 407, 429, 503}) {
            answers.add(FakeResponse.status(status)
                    .header("Location", secretLink.toString())
                    .header("WWW-Authenticate", "Basic realm=\"" + secret + "\"")
                    .header("Retry-After", "1")
                    .header("Set-Cookie", "session=" + secret));
        }
        FakeResponse[] all = answers.toArray(new FakeResponse[0]);
        camb().run(secretRun.value()).answers(OutputType.RAW_BYTES, all);
        camb().run(RUN.value()).storageAnswers(all);
        for (int i = 0; i < all.length; i++) {
            readQuietly(asked);
            readQuietly(PortRequests.storage(secretLink));
        }
    }

    private void readQuietly(TransportRequest request) {
        try (TransportResponse response = transport().get(request, new AbortSignal())) {
            readAll(response);
        } catch (IOException e) {
            // Some of the responses break.
            return;
        }
    }

    /** Other parts of an application may have set them, for servers of their own. */
    @Test
    @Alone
    @Proves(Rule.T38)
    final void theJvmsDefaultsAreNotUsed() throws IOException {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        Authenticator authenticator = Authenticator.getDefault();
        CookieHandler cookies = CookieHandler.getDefault();
        ResponseCache cache = ResponseCache.getDefault();
        Authenticator.setDefault(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                asked.add("Authenticator");
                return new PasswordAuthentication("other", "0ther-password".toCharArray());
            }
        });
        CookieHandler.setDefault(new CookieManager() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> headers) {
                asked.add("CookieHandler");
                return Map.of("Cookie", List.of("other=1"));
            }

            @Override
            public void put(URI uri, Map<String, List<String>> headers) {
                asked.add("CookieHandler");
            }
        });
        ResponseCache.setDefault(new ResponseCache() {
            @Override
            public @Nullable CacheResponse get(URI uri, String method, Map<String, List<String>> headers) {
                asked.add("ResponseCache");
                return null;
            }

            @Override
            public @Nullable CacheRequest put(URI uri, URLConnection connection) {
                asked.add("ResponseCache");
                return null;
            }
        });
        try {
            TransportContract.Endpoint there = open(camb());
            closedLater(there.transport());
            closedLater(there.server());
            for (int status : new int[] {200, 401, 407}) {
                answerAudio(FakeResponse.status(status)
                        .header("WWW-Authenticate", "Basic realm=\"r\"")
                        .header("Proxy-Authenticate", "Basic realm=\"r\"")
                        .header("Set-Cookie", "session=1")
                        .header("Cache-Control", "max-age=3600"));
                there.transport()
                        .get(PortRequests.audio(there, RUN), new AbortSignal())
                        .close();
            }
        } finally {
            Authenticator.setDefault(authenticator);
            CookieHandler.setDefault(cookies);
            ResponseCache.setDefault(cache);
        }
        assertEquals(Set.of(), asked);
        assertRequests(3);
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
        watch().keepSecret(secret);
        assertEquals(Map.of("output_url", link), transport().jsonDecoder().decode("{\"output_url\":\"" + link + "\"}"));
        for (int i = 0; i < malformed.length; i++) {
            String json = malformed[i];
            assertThrows(IOException.class, () -> transport().jsonDecoder().decode(json), "document " + i);
        }
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
