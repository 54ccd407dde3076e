package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TransportRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call's own options change, and what they cannot. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CallOptionsTest {

    private static final RunId RUN = RunId.of(7);
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final CallOptions TRACED = CallOptions.defaults().withHeader("traceparent", PARENT);

    private final List<TransportRequest> sent = Collections.synchronizedList(new ArrayList<>());

    private FakeTransport recording() {
        return new FakeTransport((request, signal) -> {
            sent.add(request);
            boolean isLink = request instanceof ResultRequest result
                    && result.outputType().equals("file_url");
            return isLink
                    ? FakeTransport.response(200, Map.of("content-type", "application/json"), new byte[] {'{', '}'})
                    : FakeTransport.audioResponse();
        });
    }

    @Test
    void headersGoToTheApiInEveryCallAndNeverToStorage() throws Exception {
        try (TtsResults results = recording().results()) {
            SaveOptions options =
                    SaveOptions.defaults().withOutputType(OutputType.FILE_URL).withCall(TRACED);
            results.open(RUN, TRACED).close();
            results.link(RUN, TRACED);
            results.fetch(RUN, OutputType.FILE_URL, TRACED);
            results.openAsync(RUN, TRACED).get().close();
            results.linkAsync(RUN, TRACED).get();
            results.saveTo(RUN, OutputStream.nullOutputStream(), options);
            results.saveToAsync(RUN, OutputStream.nullOutputStream(), options).get();
        }
        assertEquals(9, sent.size());
        for (TransportRequest request : sent) {
            assertEquals(
                    request instanceof ResultRequest ? PARENT : "none",
                    request.headers().getOrDefault("traceparent", "none"));
            assertTrue(request.headers().containsKey("User-Agent"));
        }
        assertEquals(
                2,
                sent.stream()
                        .filter(request -> !(request instanceof ResultRequest))
                        .count());
    }

    @Test
    void aCallWithoutOptionsHasNoneOfAnotherCall() throws IOException {
        try (TtsResults results = recording().results()) {
            results.open(RUN, TRACED).close();
            results.open(RUN).close();
        }
        assertFalse(sent.get(1).headers().containsKey("traceparent"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-api-key",
                "X-API-Key",
                "host",
                "content-length",
                "Content-Type",
                "transfer-encoding",
                "connection",
                "accept",
                "accept-encoding",
                "range",
                "if-match",
                "if-none-match",
                "authorization",
                "Cookie",
                "cookie2",
                "proxy-authorization",
                "proxy-connection",
                "te",
                "trailer",
                "upgrade",
                "expect",
                "keep-alive",
                "user-agent",
                "http2-settings",
                "Via",
                "Forwarded",
                "Max-Forwards",
                "A-IM",
                "Prefer"
            })
    void aReservedHeaderIsRefused(String name) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> CallOptions.defaults().withHeader(name, "a-v4lue"));
        assertTrue(refusal.getMessage().contains("\"" + name + "\" is reserved"), refusal::getMessage);
        assertFalse(refusal.getMessage().contains("a-v4lue"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:b", ":path", "a\r\nb", "a\tb", "\u00e4", "a(", "a\"", "a/b", "a@b"})
    void aNameThatIsNotATokenIsRefused(String name) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> CallOptions.defaults().withHeader(name, "a"));
        assertTrue(refusal.getMessage().contains("not a token"), refusal::getMessage);
        assertFalse(refusal.getMessage().contains("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" s3cret", "s3cret ", "s3\r\ncret: x", "s3cret\u0000", "s3cret\u007f", "s3cr\u00e4t", "\t"})
    void aValueThatCannotBeSentIsRefusedAndNotShown(String value) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> CallOptions.defaults().withHeader("baggage", value));
        assertTrue(refusal.getMessage().startsWith("The header \"baggage\" has a value"), refusal::getMessage);
        assertFalse(refusal.getMessage().contains("s3"), refusal::getMessage);
    }

    @Test
    void headersThatCanBeSentAreAccepted() {
        for (String name : new String[] {"traceparent", "tracestate", "baggage", "X-B3-TraceId", "!#$%&'*+-.^_`|~09"}) {
            assertEquals(
                    Map.of(name, "a=1 ,\tb;~"),
                    CallOptions.defaults().withHeader(name, "a=1 ,\tb;~").headers());
        }
        assertEquals(
                "",
                CallOptions.defaults().withHeader("tracestate", "").headers().get("tracestate"));
    }

    @Test
    void aHeaderGivenTwiceInAnyCaseIsReplaced() {
        Map<String, String> headers = TRACED.withHeader("TraceParent", "b")
                .withHeaders(Map.of("baggage", "c"))
                .headers();
        assertEquals(Map.of("TraceParent", "b", "baggage", "c"), new HashMap<>(headers));
        assertThrows(UnsupportedOperationException.class, () -> headers.put("a", "b"));
        assertEquals(Set.of("traceparent"), TRACED.headers().keySet());
    }

    @Test
    void noValueIsShown() {
        assertFalse(TRACED.toString().contains(PARENT));
        assertTrue(TRACED.toString().toLowerCase(Locale.ROOT).contains("traceparent"));
    }

    @Test
    void aMapWithANullIsRefused() {
        Map<String, String> withNull = new HashMap<>();
        withNull.put("traceparent", null);
        assertThrows(NullPointerException.class, () -> CallOptions.defaults().withHeaders(withNull));
    }

    @Test
    void theTimeLimitsOfTheCallApply() throws Exception {
        CountDownLatch aborted = new CountDownLatch(1);
        Timeouts limits = Timeouts.defaults().withResponse(Duration.ofMillis(100));
        try (TtsResults results = FakeTransport.silent(aborted::countDown).results()) {
            TimeLimitException thrown = assertThrows(
                    TimeLimitException.class,
                    () -> results.open(RUN, CallOptions.defaults().withTimeouts(limits)));
            assertEquals(ErrorKind.RESPONSE_TIMEOUT, thrown.kind());
        }
        try (TtsResults results = recording().results()) {
            CallOptions options =
                    CallOptions.defaults().withTimeouts(Timeouts.defaults().withConnect(Duration.ofSeconds(3)));
            results.saveTo(
                    RUN,
                    OutputStream.nullOutputStream(),
                    SaveOptions.defaults().withOutputType(OutputType.FILE_URL).withCall(options));
        }
        for (TransportRequest request : sent) {
            assertEquals(Duration.ofSeconds(3), request.connectTimeout());
        }
    }

    @Test
    void theTotalLimitOfTheCallApplies() {
        Timeouts limits = Timeouts.defaults().withTotal(Duration.ofMillis(100));
        try (TtsResults results = FakeTransport.silent(() -> {}).results()) {
            TimeLimitException thrown = assertThrows(
                    TimeLimitException.class,
                    () -> results.link(RUN, CallOptions.defaults().withTimeouts(limits)));
            assertEquals(ErrorKind.DEADLINE, thrown.kind());
        }
    }

    @Test
    void theRetryPolicyOfTheCallApplies() {
        FakeTransport busy = FakeTransport.answering(503, Map.of("retry-after", "0"), new byte[0]);
        RetryPolicy three = new RetryPolicy(2, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));
        try (TtsResults results = busy.results()) {
            CallOptions options = CallOptions.defaults().withRetryPolicy(three);
            assertEquals(
                    3,
                    assertThrows(StatusException.class, () -> results.open(RUN, options))
                            .attempts());
            assertEquals(
                    1,
                    assertThrows(StatusException.class, () -> results.open(RUN)).attempts());
        }
    }

    @Test
    void theByteLimitOfTheCallApplies() throws IOException {
        CallOptions options = CallOptions.defaults().withMaxAudioBytes(10);
        try (TtsResults results = recording().results()) {
            SaveOptions save = SaveOptions.defaults().withCall(options);
            assertThrows(ContentException.class, () -> results.saveTo(RUN, OutputStream.nullOutputStream(), save));
            try (AudioStream audio = results.open(RUN, options)) {
                assertThrows(ContentException.class, audio::readAllBytes);
            }
        }
        assertThrows(
                IllegalArgumentException.class, () -> CallOptions.defaults().withMaxAudioBytes(0));
    }

    @Test
    void whateverEndsTheFutureOfAnOpenALinkOrASaveToEndsTheCall() throws Exception {
        CountDownLatch aborted = new CountDownLatch(3);
        FakeTransport transport = FakeTransport.silent(aborted::countDown);
        try (TtsResults results = transport.results()) {
            CompletableFuture<AudioStream> open = results.openAsync(RUN);
            CompletableFuture<AudioLink> link = results.linkAsync(RUN);
            CompletableFuture<SavedAudio> save =
                    results.saveToAsync(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
            Await.until("the requests", () -> transport.requests() == 3);
            assertTrue(open.cancel(true));
            link.orTimeout(1, TimeUnit.MILLISECONDS);
            assertTrue(save.completeExceptionally(new IllegalStateException("the host's")));
            assertTrue(aborted.await(10, TimeUnit.SECONDS), "a call continues");
        }
    }
}
