package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exchanges share: neither bytes, nor what an earlier response said, nor memory. */
@Tag("sharing")
abstract class SharingContract extends ContractFixture {

    private static final int CALLERS = 8;

    /** With several MB each, the reads of the callers surely overlap. */
    private static final int BYTES = 2 << 20;

    private static final int DOCUMENTS = 500;
    private static final int SHORT_EXCHANGES = 40;

    /** More than any stack's default limit of connections, or of requests at once. */
    private static final int EXCHANGES_AT_ONCE = 260;

    private static final int ENDED_EXCHANGES = 40;

    /** A stack may keep what belongs to the last exchanges. */
    private static final int MAX_KEPT = 5;

    private TransportResponse get(RunId run) throws IOException {
        return closedLater(transport().get(PortRequests.audio(endpoint(), run), new AbortSignal()));
    }

    /** Each caller reads two bodies in turn, so that a buffer of its thread shows too. */
    @Test
    @Proves({Rule.T10, Rule.T17, Rule.T34})
    final void everyCallerGetsItsOwnBytes() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int number = 0; number < CALLERS; number++) {
                int own = number;
                callers.add(threads.submit(() -> {
                    readOwnBytes(own);
                    return own;
                }));
            }
            for (Future<?> caller : callers) {
                caller.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void readOwnBytes(int caller) throws IOException {
        RunId own = RunId.of(1_000 + caller);
        Content brief = Content.flacLike(1_000 + caller);
        camb().run(own).answers(OutputType.RAW_BYTES, FakeResponse.audio(brief).header("X-Run", own.toString()));
        for (int i = 0; i < SHORT_EXCHANGES; i++) {
            try (TransportResponse response = transport().get(PortRequests.audio(endpoint(), own), new AbortSignal())) {
                assertEquals(List.of(own.toString()), response.headers("X-Run"));
                assertArrayEquals(brief.bytes(), readAll(response));
            }
        }
        RunId first = RunId.of(1 + 2 * caller);
        RunId second = RunId.of(2 + 2 * caller);
        Framing framing = caller % 2 == 0 ? Framing.LENGTH : Framing.CHUNKED;
        for (RunId run : new RunId[] {first, second}) {
            FakeResponse answer =
                    FakeResponse.audio(bodyOf(run)).framing(framing).header("X-Run", run.toString());
            camb().run(run).answers(OutputType.RAW_BYTES, answer);
            camb().run(run).storageAnswers(answer);
        }
        // What is left of a body that was not read to its end belongs to nobody.
        try (TransportResponse left = get(second)) {
            assertEquals(1, left.read(ByteBuffer.allocate(1)));
        }
        URI link = results().link(second).url();
        try (TransportResponse result = get(first);
                TransportResponse stored = transport().get(PortRequests.storage(link), new AbortSignal())) {
            ByteBuffer heap = ByteBuffer.allocate(9_000 + caller);
            ByteBuffer direct = ByteBuffer.allocateDirect(7_000 + caller);
            long inFirst = readOwn(result, first, 0, heap);
            long inSecond = readOwn(stored, second, 0, direct);
            for (long more = 1; more > 0; ) {
                long ofFirst = readOwn(result, first, inFirst, heap);
                long ofSecond = readOwn(stored, second, inSecond, direct);
                inFirst += ofFirst;
                inSecond += ofSecond;
                more = ofFirst + ofSecond;
            }
            assertEquals(bodyOf(first).length(), inFirst, "bytes of a result");
            assertEquals(bodyOf(second).length(), inSecond, "bytes from storage");
            assertEquals(List.of(first.toString()), result.headers("X-Run"));
            assertEquals(List.of(second.toString()), stored.headers("X-Run"));
        }
        for (int i = 0; i < DOCUMENTS; i++) {
            String text = "caller " + caller + ", " + i + " ".repeat(i);
            assertEquals(
                    Map.of("n" + caller, List.of(text, i)),
                    transport().jsonDecoder().decode("{\"n" + caller + "\":[\"" + text + "\"," + i + "]}"));
        }
    }

    private static Content bodyOf(RunId run) {
        return Content.wav(BYTES + 2 * run.value());
    }

    /** Reads once, compares, and returns how many bytes were read; 0 at the end. */
    private static long readOwn(TransportResponse response, RunId run, long position, ByteBuffer buffer)
            throws IOException {
        int read = response.read(buffer.clear());
        if (read < 0) {
            return 0;
        }
        byte[] received = new byte[read];
        buffer.flip().get(received);
        byte[] expected = new byte[read];
        bodyOf(run).copy(position, expected, read);
        assertEquals(
                -1, Arrays.mismatch(expected, received), () -> "not the bytes of run " + run + ", after " + position);
        return read;
    }

    @Test
    @Within(seconds = 30)
    @Proves(Rule.T17)
    final void manyExchangesRunAtOnce() throws IOException {
        CountDownLatch rest = new CountDownLatch(1);
        answerAudio(FakeResponse.audio(Content.flacLike(2_000)).pauseAfter(1_000, rest));
        List<TransportResponse> responses = new ArrayList<>();
        try {
            for (int i = 0; i < EXCHANGES_AT_ONCE; i++) {
                responses.add(get(RUN));
            }
            rest.countDown();
            for (TransportResponse response : responses) {
                assertEquals(2_000, readAll(response).length);
            }
        } finally {
            rest.countDown();
        }
    }

    static Stream<FakeResponse> responsesToForget() {
        FakeResponse forEver = FakeResponse.status(200)
                .body(Content.flacLike(100))
                .header("Cache-Control", "max-age=3600, immutable")
                .header("Expires", "Fri, 01 Jan 2100 00:00:00 GMT")
                .header("ETag", "\"1\"")
                .header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
                .header("Set-Cookie", "session=1; Path=/")
                .header("Strict-Transport-Security", "max-age=3600; includeSubDomains")
                .header("Alt-Svc", "http/1.1=\":1\"; ma=3600; persist=1")
                .header("Location", "/elsewhere")
                .header("WWW-Authenticate", "Basic realm=\"r\"")
                .header("Retry-After", "3600");
        return Stream.of(200, 301, 308, 401, 404, 410, 429, 503).map(forEver::withStatus);
    }

    @ParameterizedTest
    @Proves(Rule.T5)
    @MethodSource("responsesToForget")
    final void nothingOfAResponseIsKeptForTheNextRequest(FakeResponse first) throws IOException {
        answerAudio(first, FakeResponse.audio(Content.flacLike(200)));
        assertEquals(100, readAll(get(RUN)).length);
        long start = System.nanoTime();
        TransportResponse next = get(RUN);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(tolerance().plus(LIMIT)) < 0, () -> "the next response took " + took);
        assertEquals(200, next.status());
        assertArrayEquals(Content.flacLike(200).bytes(), readAll(next));
        List<ReceivedRequest> sent = camb().requests();
        assertEquals(2, sent.size(), "requests sent");
        assertEquals(sent.get(0), sent.get(1), "the first and the second request");
    }

    /** Of the last exchanges a stack may know, but not of all. */
    @Test
    @Alone
    @Proves(Rule.T37)
    final void nothingOfAnExchangeIsKeptAfterItsEnd() throws Exception {
        answerAudio(FakeResponse.audio(Content.flacLike(200_000)));
        List<WeakReference<?>> kept = new ArrayList<>();
        for (int i = 0; i < ENDED_EXCHANGES; i++) {
            AbortSignal signal = new AbortSignal();
            TransportRequest request = PortRequests.audio(endpoint(), RUN);
            kept.add(new WeakReference<>(transport().jsonDecoder().decode("{\"number\":" + i + "}")));
            kept.add(new WeakReference<>(signal));
            kept.add(new WeakReference<>(request));
            try (TransportResponse response = transport().get(request, signal)) {
                kept.add(new WeakReference<>(response));
                switch (i % 4) {
                    case 0 -> assertEquals(200_000, readAll(response).length);
                    case 1 -> assertEquals(1, response.read(ByteBuffer.allocate(1)));
                    case 2 -> signal.abort();
                    default -> assertEquals(200, response.status());
                }
            }
        }
        awaitShortly(
                () -> "documents, signals, requests and responses of " + ENDED_EXCHANGES
                        + " exchanges to be forgotten; kept: " + alive(kept),
                () -> {
                    System.gc();
                    return alive(kept) <= MAX_KEPT;
                });
    }

    private static long alive(List<WeakReference<?>> references) {
        return references.stream().filter(each -> each.get() != null).count();
    }

    /** In Turkish the small letter of I has no dot; in Arabic a number may have other digits. */
    @ParameterizedTest
    @Alone
    @Proves({Rule.T3, Rule.T4, Rule.T8})
    @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab"})
    final void theLocaleChangesNothing(String language) throws Exception {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            TransportContract.Endpoint there = open(camb());
            closedLater(there.transport());
            closedLater(there.server());
            for (Framing framing : new Framing[] {Framing.LENGTH, Framing.CHUNKED}) {
                answerAudio(FakeResponse.audio(Content.flacLike(20_000))
                        .framing(framing)
                        .addHeader("X-ID-KIND", "I"));
                ResultRequest template = PortRequests.audio(there, RUN);
                ResultRequest request = new ResultRequest(
                        template.baseUrl(),
                        template.runId(),
                        template.outputType(),
                        PortRequests.with("x-api-key", KEY, "X-ID-KIND", "I"),
                        template.connectTimeout());
                try (TransportResponse response = there.transport().get(request, new AbortSignal())) {
                    assertEquals(List.of("I"), response.headers("x-id-kind"));
                    assertEquals(List.of("I"), response.headers("X-ID-KIND"));
                    assertEquals(20_000, readAll(response).length);
                }
            }
            for (ReceivedRequest sent : camb().requests()) {
                assertEquals("/apis/tts-result/12345?output_type=raw_bytes", sent.target());
                assertEquals("I", sent.header("x-id-kind").orElse(""));
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
