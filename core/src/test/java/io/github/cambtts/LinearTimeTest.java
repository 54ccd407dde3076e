package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.internal.StubTransport;
import io.github.cambtts.internal.http.ContentRange;
import io.github.cambtts.internal.http.RetryAfter;
import io.github.cambtts.internal.text.PlainText;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that reads what a server sends takes linear and not quadratic time: ten times the input takes less than
 * thirty times the processor time, where quadratic reading takes a hundred times as much. Processor time does not count
 * how long a busy machine lets the thread wait.
 */
class LinearTimeTest {

    private static final int SMALL = 20_000;
    private static final int GROWTH = 10;
    private static final double MAX_GROWTH = 30;

    /** Shorter times prove nothing about growth; quadratic time would be far above even this at the larger size. */
    private static final long FLOOR_NANOS = 2_000_000;

    private static final int MAX_ROUNDS = 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Redaction REDACTION = Redaction.of("k3y-of-the-account")
            .hiding(URI.create("https://s.example/a?X-Amz-Signature=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));

    /** Each reader with its worst input: many beginnings of what it searches for, none of them complete. */
    enum Reader {
        REDACTION_OF_QUESTION_MARKS(n -> "?".repeat(n), REDACTION::clean),
        REDACTION_OF_EQUALS_SIGNS(n -> "?=".repeat(n / 2), REDACTION::clean),
        REDACTION_OF_HALF_SECRETS(n -> "a".repeat(n), REDACTION::clean),
        REDACTION_OF_ESCAPES(n -> "%25".repeat(n / 3), REDACTION::clean),
        REDACTION_OF_ENTITIES(n -> "&#".repeat(n / 2), REDACTION::clean),
        REDACTION_OF_BACKSLASHES(n -> "\\".repeat(n), REDACTION::clean),
        REDACTION_OF_A_LONG_URL(
                n -> "https://s.example/?" + numbered(n / 20, "a".repeat(14) + "%04x=" + "a".repeat(9) + "%05x&"),
                url -> Redaction.of("k3y-of-the-account")
                        .hiding(URI.create(url))
                        .clean(url)),
        PLAIN_TEXT(n -> "\u202e".repeat(n), text -> PlainText.of(text, 500)),
        URL_EXPIRY(
                n -> "https://s.example/?" + numbered(n / 12, "p%05d=12345&") + "Expires=" + "1".repeat(n),
                url -> UrlExpiry.of(URI.create(url))),
        URL_EXPIRY_OF_A_DATE(
                n -> "https://s.example/?X-Amz-Expires=60&X-Amz-Date=" + "2".repeat(n),
                url -> UrlExpiry.of(URI.create(url))),
        URL_EXPIRY_OF_A_POLICY(
                n -> "https://s.example/?Policy="
                        + java.util.Base64.getEncoder()
                                .encodeToString(("\"DateLessThan\"" + " ".repeat(n))
                                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                                .replace('=', '_'),
                url -> UrlExpiry.of(URI.create(url))),
        CONTENT_RANGE(n -> "bytes " + "1".repeat(n) + "-", ContentRange::parse),
        CONTENT_RANGE_OF_SPACES(n -> "bytes" + " ".repeat(n), ContentRange::parse),
        RETRY_AFTER(n -> "1".repeat(n), value -> RetryAfter.parse(value, Clock.systemUTC())),
        RETRY_AFTER_OF_A_DATE(
                n -> "Sun, " + "0".repeat(n) + " Nov 1994 08:49:37 GMT",
                value -> RetryAfter.parse(value, Clock.systemUTC())),
        RETRY_AFTER_OF_AN_OBSOLETE_DATE(
                n -> "Sunday, " + "06-Nov-".repeat(n / 7), value -> RetryAfter.parse(value, Clock.systemUTC())),
        HEADER_NAME(n -> "a".repeat(n), name -> CallOptions.defaults().withHeader(name, "")),
        HEADER_NAME_THAT_IS_NONE(n -> " ".repeat(n), LinearTimeTest::refuseName),
        HEADER_VALUE(
                n -> "a" + " ".repeat(n) + "a", value -> CallOptions.defaults().withHeader("baggage", value)),
        RUN_ID(n -> "1".repeat(n), LinearTimeTest::parseRunId),
        RUN_ID_OF_A_UUID(n -> "01234567-".repeat(n / 9), LinearTimeTest::parseRunId),
        REQUEST_ID(n -> "?".repeat(n), LinearTimeTest.answeredWith("x-request-id")),
        MEDIA_TYPE(n -> "application/" + "a+".repeat(n / 2), LinearTimeTest.answeredWith("content-type")),
        MEDIA_TYPE_OF_SPACES(n -> "application/json" + " ".repeat(n), LinearTimeTest.answeredWith("content-type")),
        MEDIA_TYPE_OF_SEMICOLONS(n -> "audio/flac" + ";".repeat(n), LinearTimeTest.answeredWith("content-type")),
        CONTENT_CODING(n -> "?".repeat(n), LinearTimeTest.answeredWith("content-encoding")),
        CONTENT_LENGTH(n -> "1".repeat(n), LinearTimeTest.answeredWith("content-length")),
        LOCATION(n -> "/" + "../".repeat(n / 3), LinearTimeTest.answeredWith("location")),
        JSON_ERROR(n -> "?".repeat(n), LinearTimeTest.failingWith("application/json")),
        XML_ERROR(n -> "<Code>".repeat(n / 6), LinearTimeTest.failingWith("application/xml")),
        XML_ERROR_OF_CODES(n -> "<Code>a</Code>".repeat(n / 14), LinearTimeTest.failingWith("application/xml")),
        TEXT_ERROR(n -> " ".repeat(n) + "?".repeat(n), LinearTimeTest.failingWith("text/plain")),
        OUTPUT_URL(n -> "https://s.example/" + "%zz".repeat(n / 3), LinearTimeTest::link),
        OUTPUT_URL_OF_DOTS(n -> "https://" + "1.".repeat(n / 2) + "1/", LinearTimeTest::link);

        @SuppressWarnings("ImmutableEnumChecker")
        private final IntFunction<String> worst;

        @SuppressWarnings("ImmutableEnumChecker")
        private final Consumer<String> reading;

        Reader(IntFunction<String> worst, Consumer<String> reading) {
            this.worst = worst;
            this.reading = reading;
        }
    }

    @ParameterizedTest
    @EnumSource(Reader.class)
    void textIsReadInLinearTime(Reader reader) {
        String small = reader.worst.apply(SMALL);
        String large = reader.worst.apply(GROWTH * SMALL);
        assertLinear(() -> reader.reading.accept(small), () -> reader.reading.accept(large));
    }

    @Test
    void manyHeadersAreReadInLinearTime() {
        for (String name : List.of("content-length", "x-request-id", "content-type", "retry-after", "etag")) {
            assertLinear(() -> answeredWith(name, numbered(2_000)), () -> answeredWith(name, numbered(20_000)));
            assertLinear(
                    () -> answeredWith(name, Collections.nCopies(2_000, "1".repeat(17))),
                    () -> answeredWith(name, Collections.nCopies(20_000, "1".repeat(17))));
        }
    }

    @Test
    void throwablesAreCopiedInLinearTime() {
        assertLinear(() -> REDACTION.copy(wide(200)), () -> REDACTION.copy(wide(2_000)));
    }

    /** Compares the minimum of several times of each, since the first ones are those of code that is not compiled. */
    private static void assertLinear(Runnable small, Runnable large) {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            long minSmall = FLOOR_NANOS;
            long minLarge = Long.MAX_VALUE;
            for (int round = 0; minLarge > MAX_GROWTH * minSmall; round++) {
                assertTrue(
                        round < MAX_ROUNDS,
                        "ten times the input took " + (double) minLarge / minSmall + " times as long: "
                                + Duration.ofNanos(minLarge) + " instead of " + Duration.ofNanos(minSmall));
                minSmall = round == 0 ? nanos(small) : Math.min(minSmall, nanos(small));
                minSmall = Math.max(minSmall, FLOOR_NANOS);
                minLarge = Math.min(minLarge, nanos(large));
            }
        });
    }

    private static long nanos(Runnable work) {
        long begin = THREADS.getCurrentThreadCpuTime();
        work.run();
        return THREADS.getCurrentThreadCpuTime() - begin;
    }

    private static String numbered(int count, String format) {
        int numbers = format.split("%0", -1).length - 1;
        return IntStream.range(0, count)
                .mapToObj(i -> numbers == 1 ? String.format(format, i) : String.format(format, i, i))
                .collect(Collectors.joining());
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static Throwable wide(int count) {
        IOException wide = new IOException("?".repeat(count));
        for (int i = 0; i < count; i++) {
            wide.addSuppressed(new IllegalStateException("?".repeat(100), wide));
        }
        return wide;
    }

    private static void refuseName(String name) {
        try {
            CallOptions.defaults().withHeader(name, "");
        } catch (IllegalArgumentException e) {
            ignored(e);
        }
    }

    private static void parseRunId(String text) {
        try {
            RunId.parse(text);
        } catch (IllegalArgumentException e) {
            ignored(e);
        }
    }

    private static Consumer<String> answeredWith(String header) {
        return value -> answeredWith(header, List.of(value));
    }

    /** Adds a header to every response of the API and of storage. */
    private static void answeredWith(String header, List<String> values) {
        for (int status : new int[] {200, 302, 503}) {
            Map<String, List<String>> headers = new HashMap<>(Map.of("content-type", List.of("application/json")));
            headers.put(header, values);
            fail("https://s.example/a", StubTransport.answer(status, headers, "x"));
        }
    }

    private static Consumer<String> failingWith(String mediaType) {
        return body -> fail(
                "https://s.example/a", StubTransport.answer(400, Map.of("content-type", List.of(mediaType)), body));
    }

    private static void link(String outputUrl) {
        fail(outputUrl, StubTransport.answer(404, Map.of(), ""));
    }

    private static void fail(String outputUrl, TransportResponse answer) {
        try (TtsResults results = StubTransport.storage("https://camb.example/apis", outputUrl, answer)) {
            results.saveTo(
                    RunId.of(1),
                    java.io.OutputStream.nullOutputStream(),
                    SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        } catch (TtsException e) {
            ignored(e);
        }
        try (TtsResults results = StubTransport.results("https://camb.example/apis", request -> answer)) {
            results.open(RunId.of(1));
        } catch (TtsException e) {
            ignored(e);
        }
    }

    /** All of these calls fail: only the time that they take matters. */
    private static void ignored(Exception e) {
        assertTrue(e.getMessage().length() < 2_000, e::getMessage);
    }
}
