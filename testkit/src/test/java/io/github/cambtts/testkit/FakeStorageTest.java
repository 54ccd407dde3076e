package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** The fake's storage responds like S3. */
class FakeStorageTest {

    private static final URI STORAGE = URI.create("https://storage.example");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final int LENGTH = 1_000;

    private final FakeCamb camb = new FakeCamb();
    private final Content recording = Content.flacLike(LENGTH);

    @BeforeEach
    void setTheTime() {
        camb.clock(Clock.fixed(NOW, ZoneOffset.UTC));
        camb.run(7).audio(recording);
    }

    private static String link(long runId) {
        return SignedUrl.make(STORAGE, runId, NOW, Duration.ofHours(1))
                .substring(STORAGE.toString().length());
    }

    private FakeResponse ask(String method, String target, String... headers) {
        Map<String, List<String>> sent = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            sent.put(headers[i], List.of(headers[i + 1]));
        }
        return camb.answerTo(
                new ReceivedRequest(Origin.STORAGE, method, target, sent),
                URI.create("https://api.example/apis"),
                STORAGE);
    }

    private FakeResponse get(String... headers) {
        return ask("GET", link(7), headers);
    }

    private static String header(FakeResponse answer, String name) {
        return answer.headers(false).stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(FakeResponse.Header::value)
                .findFirst()
                .orElse("");
    }

    private static void assertError(int status, String code, FakeResponse answer) {
        String xml = new String(answer.body().bytes(), StandardCharsets.UTF_8);
        assertEquals(status, answer.status(), xml);
        assertEquals("application/xml", header(answer, "Content-Type"));
        try {
            Document document = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(answer.body().bytes()));
            assertEquals(code, document.getElementsByTagName("Code").item(0).getTextContent(), xml);
        } catch (Exception e) {
            throw new AssertionError(xml, e);
        }
    }

    @Test
    void theWholeObjectComesWithItsMetadata() {
        FakeResponse whole = get();
        assertEquals(200, whole.status());
        assertArrayEquals(recording.bytes(), whole.body().bytes());
        assertEquals("bytes", header(whole, "Accept-Ranges"));
        assertTrue(header(whole, "ETag").matches("\"[^\"]+\""), header(whole, "ETag"));
        assertEquals("Sun, 22 Nov 2026 12:00:00 GMT", header(whole, "Last-Modified"));
        assertEquals("1000", header(whole, "Content-Length"));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=10-19,10,19",
        "bytes=0-0,0,0",
        "bytes=990-,990,999",
        "bytes=990-5000,990,999",
        "bytes=-10,990,999",
        "bytes=-5000,0,999",
        "bytes=0-,0,999",
        "bytes=999-999,999,999",
        "bytes=5-99999999999999999999999,5,999",
        "Bytes=1-2,1,2",
    })
    void aSingleRangeIsServed(String range, int first, int last) {
        FakeResponse part = get("range", range);
        assertEquals(206, part.status());
        assertEquals("bytes " + first + "-" + last + "/1000", header(part, "Content-Range"));
        assertArrayEquals(
                Arrays.copyOfRange(recording.bytes(), first, last + 1),
                part.body().bytes());
        assertEquals(Integer.toString(last - first + 1), header(part, "Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=99999999999999999999999-"})
    void aRangePastTheEndIsNotSatisfiable(String range) {
        assertError(416, "InvalidRange", get("range", range));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "items=0-1", "bytes=0-1,5-6", "0-1", "bytes 0-1"})
    void anythingButASingleRangeIsIgnored(String range) {
        assertEquals(200, get("range", range).status());
    }

    @Test
    void anEmptyObjectHasNoRange() {
        camb.run(7).audio(Content.of(""));
        assertError(416, "InvalidRange", get("range", "bytes=0-"));
        assertError(416, "InvalidRange", get("range", "bytes=-5"));
    }

    @Test
    void preconditionsAreEvaluated() {
        String etag = header(get(), "ETag");
        assertEquals(200, get("if-match", etag).status());
        assertEquals(200, get("if-match", "\"a\", " + etag).status());
        assertEquals(200, get("if-match", "*").status());
        assertError(412, "PreconditionFailed", get("if-match", "\"a\""));
        assertError(412, "PreconditionFailed", get("if-match", "W/" + etag));
        assertError(412, "PreconditionFailed", get("if-match", "\"a\"", "range", "bytes=0-1"));
        assertEquals(206, get("if-match", etag, "range", "bytes=0-1").status());
        assertEquals(200, get("if-none-match", "\"a\"").status());
        for (String known : List.of(etag, "W/" + etag, "\"a\"," + etag, "*")) {
            FakeResponse unchanged = get("if-none-match", known);
            assertEquals(304, unchanged.status());
            assertEquals(0, unchanged.body().length());
            assertEquals(etag, header(unchanged, "ETag"));
            assertEquals("", header(unchanged, "Content-Length"));
        }
    }

    @Test
    void datesAreEvaluated() {
        String then = "Sun, 22 Nov 2026 12:00:00 GMT";
        String before = "Sun, 22 Nov 2026 11:59:59 GMT";
        assertEquals(304, get("if-modified-since", then).status());
        assertEquals(200, get("if-modified-since", before).status());
        assertEquals(200, get("if-unmodified-since", then).status());
        assertError(412, "PreconditionFailed", get("if-unmodified-since", before));
        assertEquals(200, get("if-modified-since", "yesterday").status());
        assertEquals(
                200, get("if-modified-since", then, "if-none-match", "\"a\"").status());
        assertEquals(200, get("if-unmodified-since", before, "if-match", "*").status());
    }

    @Test
    void ifRangeDecidesBetweenThePartAndTheWhole() {
        String etag = header(get(), "ETag");
        assertEquals(206, get("range", "bytes=5-", "if-range", etag).status());
        assertEquals(200, get("range", "bytes=5-", "if-range", "\"a\"").status());
        assertEquals(200, get("range", "bytes=5-", "if-range", "W/" + etag).status());
        assertEquals(
                206,
                get("range", "bytes=5-", "if-range", "Sun, 22 Nov 2026 12:00:00 GMT")
                        .status());
        assertEquals(
                200,
                get("range", "bytes=5-", "if-range", "Sun, 22 Nov 2026 11:59:59 GMT")
                        .status());
        assertEquals(200, get("range", "bytes=5000-", "if-range", "\"a\"").status());
    }

    @Test
    void theSignatureIsBoundToThePathAndEveryParameter() {
        for (String tampered : List.of(
                link(7).replace("/audio/7.", "/audio/8."),
                link(7).replace("T120000Z", "T120001Z"),
                link(7).replace("Expires=3600", "Expires=3601"),
                link(7) + "&response-content-type=text/html",
                link(7) + "0",
                link(7).replace(FakeCamb.SIGNATURE, FakeCamb.SIGNATURE.toUpperCase(java.util.Locale.ROOT)),
                link(7).replace("Credential=FAKE", "Credential=OTHER"),
                link(8).replace("/audio/8.", "/nothing/8."))) {
            assertError(403, "SignatureDoesNotMatch", ask("GET", tampered));
        }
    }

    @Test
    void encodingAndOrderOfTheUrlDoNotMatter() {
        String query = link(7).substring(link(7).indexOf('?') + 1);
        List<String> parameters = Arrays.asList(query.split("&"));
        java.util.Collections.reverse(parameters);
        assertEquals(
                200, ask("GET", "/audio/7.flac?" + String.join("&", parameters)).status());
        assertEquals(200, ask("GET", link(7).replace("/7.flac", "/%37%2eflac")).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE"})
    void anUnsignedMethodIsRefused(String method) {
        assertError(403, "SignatureDoesNotMatch", ask(method, link(7)));
    }

    @Test
    void anExpiredUrlIsRefusedAsExpiredWhateverItsSignature() {
        camb.clock(Clock.fixed(NOW.plusSeconds(3599), ZoneOffset.UTC));
        assertEquals(200, get().status());
        camb.clock(Clock.fixed(NOW.plusSeconds(3600), ZoneOffset.UTC));
        for (String url : List.of(link(7), link(7) + "0")) {
            FakeResponse refused = ask("GET", url);
            assertError(403, "AccessDenied", refused);
            String xml = new String(refused.body().bytes(), StandardCharsets.UTF_8);
            assertTrue(xml.contains("<Message>Request has expired</Message>"), xml);
            assertTrue(xml.contains("<Expires>2026-11-22T13:00:00Z</Expires>"), xml);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Expires=0",
                "X-Amz-Expires=604801",
                "X-Amz-Expires=-1",
                "X-Amz-Expires=x",
                "X-Amz-Expires=99999999999999999999",
                "X-Amz-Expires=60&X-Amz-Expires=3600"
            })
    void anInvalidLifetimeIsABadRequest(String expires) {
        assertError(
                400, "AuthorizationQueryParametersError", ask("GET", link(7).replace("X-Amz-Expires=3600", expires)));
    }

    @Test
    void anInvalidDateIsABadRequest() {
        assertError(
                400, "AuthorizationQueryParametersError", ask("GET", link(7).replace("20261122T120000Z", "yesterday")));
    }

    @Test
    void aRequestNotSignedOrSignedTwiceIsRefused() {
        assertError(403, "AccessDenied", ask("GET", "/audio/7.flac"));
        assertError(403, "AccessDenied", ask("GET", "/nothing"));
        assertError(400, "InvalidArgument", get("authorization", "Bearer x"));
        assertError(400, "InvalidArgument", get("x-api-key", "any"));
    }

    @Test
    void differentBytesHaveDifferentStrongEtags(@TempDir Path directory) throws IOException {
        byte[] changed = new byte[1_000];
        changed[1] = 1;
        Content zeros = Content.of(new byte[1_000]);
        List<Content> contents = new ArrayList<>(List.of(
                zeros,
                Content.of(changed),
                zeros.part(0, 10),
                zeros.from(1),
                Content.of("part 1 999 zeros"),
                Content.wav(1_000),
                Content.wav(1_002),
                Content.flac(1_000),
                Content.flac(5_000_000_000L),
                Content.flac(5_000_000_001L),
                Content.flac(5_000_000_000L).from(46),
                Content.flac(5_000_000_000L).from(47),
                Content.speech()));
        Path file = Files.write(directory.resolve("9.wav"), new byte[1_001]);
        Files.write(directory.resolve("8.wav"), new byte[1_001]);
        Files.setLastModifiedTime(file, FileTime.from(NOW));
        contents.add(Content.of(directory.resolve("8.wav")));
        Set<String> tags = new HashSet<>();
        contents.forEach(content -> tags.add(StorageResponses.etag(content)));
        tags.add(StorageResponses.etag(Content.of(file)));
        Files.write(file, changed, StandardOpenOption.WRITE);
        Files.setLastModifiedTime(file, FileTime.from(NOW.plusSeconds(1)));
        tags.add(StorageResponses.etag(Content.of(file)));
        assertEquals(contents.size() + 2, tags.size());
        assertTrue(tags.stream().allMatch(tag -> tag.matches("\"[0-9a-f]{32}\"")), tags.toString());
        assertEquals(StorageResponses.etag(zeros), StorageResponses.etag(Content.of(new byte[1_000])));
        assertEquals(StorageResponses.etag(zeros), StorageResponses.etag(zeros.from(0)));
        assertEquals(StorageResponses.etag(Content.flac(9_999)), StorageResponses.etag(Content.flac(9_999)));
    }

    @Test
    void anObjectWithoutAPositiveNumberIsNoRun() {
        assertError(404, "NoSuchKey", ask("GET", link(0)));
    }

    @Test
    void aBreakBeforeTheRangeDoesNotHoldBackALaterOne() {
        camb.run(7).breakAt(100, 500);
        assertEquals(300, get("range", "bytes=200-").faultPosition());
        assertEquals(100, get().faultPosition());
        assertEquals(LENGTH, get().faultPosition());
    }
}
