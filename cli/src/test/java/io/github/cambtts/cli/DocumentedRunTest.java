package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.Completeness;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each documented run, requested with the JDK's client. */
@Timeout(60)
class DocumentedRunTest {

    private static final FakeCamb CAMB = new FakeCamb(camb -> EmbeddedServer.script(camb, Optional.empty()));
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static FakeCambServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException {
        server = FakeCambServer.start(CAMB, FakeCambServer.Wire.PLAIN, 0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void reset() {
        CAMB.reset();
    }

    /** A response, as far as it was received. */
    private record Received(HttpResponse<InputStream> response, Content content, boolean isWhole) {

        byte[] body() {
            return content.bytes();
        }

        int status() {
            return response.statusCode();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }
    }

    private static Received get(URI url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("x-api-key", "any")
                .timeout(Duration.ofSeconds(20))
                .build();
        return received(request);
    }

    private static Received received(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = CLIENT.send(request, BodyHandlers.ofInputStream());
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (InputStream in = response.body()) {
            for (int each = in.read(); each >= 0; each = in.read()) {
                body.write(each);
            }
        } catch (IOException e) {
            return new Received(response, Content.of(body.toByteArray()), false);
        }
        return new Received(response, Content.of(body.toByteArray()), true);
    }

    private static Received audio(DocumentedRun run) throws IOException, InterruptedException {
        return get(URI.create(server.baseUrl() + "/tts-result/" + run.runId()));
    }

    private static Received link(DocumentedRun run) throws IOException, InterruptedException {
        return get(URI.create(server.baseUrl() + "/tts-result/" + run.runId() + "?output_type=file_url"));
    }

    private static Received linked(DocumentedRun run) throws IOException, InterruptedException {
        return received(HttpRequest.newBuilder(URI.create(link(run).text().split("\"", -1)[3]))
                .build());
    }

    private Completeness verdict(byte[] audio) throws IOException {
        return TtsResults.check(Files.write(directory.resolve("audio"), audio)).completeness();
    }

    @ParameterizedTest
    @EnumSource(
            value = DocumentedRun.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STALLED", "SILENT", "CLOSED", "SLOW", "LARGE"})
    void answersAsDocumented(DocumentedRun run) throws Exception {
        Received first = audio(run);
        byte[] speech = Content.speech().bytes();
        switch (run) {
            case FLAC, EXPIRED_LINK, EXPIRED_LINK_ONCE, BROKEN_JSON, UNSAFE_LINK -> {
                assertEquals("audio/flac", first.header("content-type"));
                assertArrayEquals(speech, first.body());
                assertEquals(94_043, speech.length, "the length in its description");
            }
            case WAV -> {
                assertEquals("audio/wav", first.header("content-type"));
                assertEquals(88_244, first.body().length);
                assertEquals(Completeness.COMPLETE, verdict(first.body()));
                assertArrayEquals(first.body(), linked(run).body());
                assertEquals("audio/wav", linked(run).header("content-type"));
            }
            case CUT_SHORT -> {
                assertTrue(!first.isWhole() && first.body().length <= 40_000, "the body is complete");
                assertTrue(!audio(run).isWhole() && !linked(run).isWhole(), "the body is complete");
            }
            case BREAKS_ONCE -> {
                assertTrue(!first.isWhole(), "the body is complete");
                assertArrayEquals(speech, audio(run).body());
            }
            case GARBAGE -> assertEquals(Completeness.UNKNOWN, verdict(first.body()));
            case WEB_PAGE -> assertEquals("text/html; charset=utf-8", first.header("content-type"));
            case EMPTY -> assertTrue(first.isWhole() && first.body().length == 0, first.toString());
            case CUT_RECORDING -> {
                assertArrayEquals(Arrays.copyOf(speech, 60_000), first.body());
                assertEquals(Completeness.TRUNCATED, verdict(first.body()));
            }
            case REDIRECT -> assertEquals("/apis/tts-result/1", first.header("location"));
            case STATUS_429 -> {
                assertEquals("1", first.header("retry-after"));
                assertEquals(200, audio(run).status());
            }
            case STATUS_503 -> assertEquals(200, audio(run).status());
            case STATUS_401, STATUS_402, STATUS_403, STATUS_404, STATUS_422, STATUS_500, STATUS_502, STATUS_504 -> {
                assertEquals(run.runId(), audio(run).status());
                assertEquals(run.runId(), link(run).status());
            }
            default -> throw new AssertionError("no check for " + run);
        }
        int status = run == DocumentedRun.REDIRECT ? 307 : run.runId() >= 400 ? (int) run.runId() : 200;
        assertEquals(status, first.status());
    }

    @Test
    void linksAreAsDocumented() throws Exception {
        assertTrue(linked(DocumentedRun.EXPIRED_LINK).text().contains("Request has expired"));
        assertEquals(403, linked(DocumentedRun.EXPIRED_LINK).status());
        assertEquals(403, linked(DocumentedRun.EXPIRED_LINK_ONCE).status());
        assertEquals(200, linked(DocumentedRun.EXPIRED_LINK_ONCE).status());
        assertEquals(
                "{\"output_url\":\"https://", link(DocumentedRun.BROKEN_JSON).text());
        assertTrue(link(DocumentedRun.UNSAFE_LINK).text().contains("file:///etc/passwd"));
    }

    @Test
    void missingResponsesAndBytesNeverArrive() throws Exception {
        HttpRequest silent = HttpRequest.newBuilder(
                        URI.create(server.baseUrl() + "/tts-result/" + DocumentedRun.SILENT.runId()))
                .header("x-api-key", "any")
                .timeout(Duration.ofMillis(300))
                .build();
        assertThrows(HttpTimeoutException.class, () -> CLIENT.send(silent, BodyHandlers.discarding()));
        assertThrows(IOException.class, () -> audio(DocumentedRun.CLOSED));
        HttpResponse<InputStream> stalled = CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + "/tts-result/" + DocumentedRun.STALLED.runId()))
                        .header("x-api-key", "any")
                        .build(),
                BodyHandlers.ofInputStream());
        try (InputStream in = stalled.body()) {
            assertEquals(40_000, in.readNBytes(40_000).length);
            assertEquals(0, in.available());
        }
    }

    @Test
    void slowAndLargeBodiesAreAsDocumented() throws Exception {
        long start = System.nanoTime();
        assertArrayEquals(Content.speech().bytes(), audio(DocumentedRun.SLOW).body());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toMillis() >= 4_000, "the body was sent too fast");
        HttpResponse<Void> large = CLIENT.send(
                HttpRequest.newBuilder(
                                URI.create(link(DocumentedRun.LARGE).text().split("\"", -1)[3]))
                        .build(),
                BodyHandlers.discarding());
        assertEquals(
                64 << 20, large.headers().firstValueAsLong("content-length").orElse(0));
    }

    @Test
    void resetRestoresThem() throws Exception {
        assertEquals(503, audio(DocumentedRun.STATUS_503).status());
        assertEquals(200, audio(DocumentedRun.STATUS_503).status());
        CAMB.reset();
        assertEquals(503, audio(DocumentedRun.STATUS_503).status());
    }

    @Test
    void anotherRunIsSpeech() {
        assertTrue(DocumentedRun.of(77).isEmpty());
    }
}
