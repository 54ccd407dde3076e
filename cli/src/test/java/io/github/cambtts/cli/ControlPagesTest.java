package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pages of {@code serve}, its recordings, and how it is reset. */
@Timeout(60)
class ControlPagesTest {

    private static final String KEY = "a-secret-key";

    @TempDir
    Path directory;

    private static HttpResponse<String> send(FakeCambServer server, String method, String url) throws Exception {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        server.networkSettings().trust().ifPresent(trust -> client.sslContext(trust.context()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("x-api-key", KEY)
                .header("x-other", "a copy of " + KEY + " and https://a.example/?X-Amz-Signature=abc")
                .header("x-auth-token", "another-secret")
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.build().send(request, BodyHandlers.ofString());
    }

    private static String origin(FakeCambServer server) {
        return server.baseUrl().resolve("/").toString();
    }

    private static FakeCambServer start(FakeCamb camb, Wire wire) throws IOException {
        return FakeCambServer.builder(camb)
                .wire(wire)
                .pages((server, request) -> new ControlPages(server, wire == Wire.TLS).answerTo(request))
                .start();
    }

    private static FakeCamb documented(Optional<RecordingDirectory> recordings) {
        return new FakeCamb(camb -> EmbeddedServer.script(camb, recordings));
    }

    private static JsonNode journal(FakeCambServer server) throws Exception {
        return new ObjectMapper()
                .readTree(send(server, "GET", origin(server) + "journal").body());
    }

    @Test
    void overviewListsUrlsAndRuns() throws Exception {
        try (FakeCambServer server = start(documented(Optional.empty()), Wire.PLAIN)) {
            String page = send(server, "GET", origin(server)).body();
            assertTrue(page.contains(server.baseUrl().toString()), page);
            assertTrue(page.contains(server.storageUrl().toString()), page);
            for (DocumentedRun run : DocumentedRun.values()) {
                assertTrue(
                        page.lines()
                                .anyMatch(line ->
                                        line.startsWith(run.runId() + " ") && line.endsWith(" " + run.description())),
                        run + " is missing in " + page);
            }
            assertEquals(405, send(server, "GET", origin(server) + "reset").statusCode());
            assertEquals(404, send(server, "GET", origin(server) + "elsewhere").statusCode());
        }
    }

    @Test
    void journalListsRequestsAndResponsesWithoutKeysAndSignatures() throws Exception {
        FakeCamb camb = documented(Optional.empty());
        try (FakeCambServer server = start(camb, Wire.PLAIN)) {
            send(server, "GET", server.baseUrl() + "/tts-result/404?output_type=raw_bytes&key=" + KEY);
            String link = send(server, "GET", server.baseUrl() + "/tts-result/77?output_type=file_url")
                    .body()
                    .split("\"", -1)[3];
            send(server, "GET", link);
            JsonNode journal = journal(server);
            assertEquals(3, journal.size(), journal.toString());
            assertEquals("API", journal.path(0).path("origin").textValue());
            assertEquals(404, journal.path(0).path("status").intValue());
            assertEquals(
                    "/apis/tts-result/404?output_type=raw_bytes&key=(hidden)",
                    journal.path(0).path("target").textValue());
            assertEquals("STORAGE", journal.path(2).path("origin").textValue());
            assertEquals(
                    "a copy of (hidden) and https://a.example/?(hidden)",
                    journal.path(2).path("headers").path("x-other").path(0).textValue());
            assertTrue(journal.path(0).path("headers").has("x-api-key"), journal.toString());
            String signature = link.replaceAll(".*X-Amz-Signature=", "");
            for (String secret : List.of(KEY, signature, "another-secret")) {
                assertFalse(journal.toString().contains(secret), journal.toString());
                assertFalse(
                        camb.journal().toString().contains(secret),
                        camb.journal().toString());
            }
            assertEquals(204, send(server, "DELETE", origin(server) + "journal").statusCode());
            assertEquals(0, journal(server).size());
        }
    }

    @Test
    void aRunIsMadeToFailOverHttp() throws Exception {
        try (FakeCambServer server = start(new FakeCamb(), Wire.PLAIN)) {
            String run = server.baseUrl() + "/tts-result/7";
            String script = origin(server) + "runs/7?status=503&times=2&retry_after=3";
            assertEquals(204, send(server, "POST", script).statusCode());
            for (int status : new int[] {503, 503, 200}) {
                HttpResponse<String> answer = send(server, "GET", run);
                assertEquals(status, answer.statusCode());
                assertEquals(
                        status == 503,
                        answer.headers().firstValue("retry-after").equals(Optional.of("3")));
            }
            assertEquals(204, send(server, "POST", origin(server) + "runs/7").statusCode());
            assertEquals(503, send(server, "GET", run).statusCode());
            for (String bad : List.of("runs/0", "runs/7?status=x", "runs/7?status=99", "runs/7?times=-1")) {
                HttpResponse<String> refusal = send(server, "POST", origin(server) + bad);
                assertEquals(400, refusal.statusCode(), bad);
                assertFalse(refusal.body().isBlank(), bad);
            }
            assertEquals(405, send(server, "GET", origin(server) + "runs/7").statusCode());
        }
    }

    @Test
    void resetOverHttpRestoresTheSetup() throws Exception {
        FakeCamb camb = new FakeCamb(each -> {
            each.requireKey(KEY);
            each.run(7).rateLimited(Duration.ofSeconds(3));
        });
        try (FakeCambServer server = start(camb, Wire.PLAIN)) {
            String run = server.baseUrl() + "/tts-result/7";
            assertEquals(429, send(server, "GET", run).statusCode());
            assertEquals(200, send(server, "GET", run).statusCode());
            camb.requireKey("another");
            assertEquals(401, send(server, "GET", run).statusCode());
            assertEquals(204, send(server, "POST", origin(server) + "reset").statusCode());
            assertEquals(0, journal(server).size());
            assertEquals(429, send(server, "GET", run).statusCode());
        }
    }

    @Test
    void theCertificateIsServedWithTls() throws Exception {
        try (FakeCambServer server = start(new FakeCamb(), Wire.TLS)) {
            assertEquals(
                    server.certificatePem(),
                    send(server, "GET", origin(server) + "certificate.pem").body());
        }
        try (FakeCambServer plain = start(new FakeCamb(), Wire.PLAIN)) {
            assertEquals(
                    404, send(plain, "GET", origin(plain) + "certificate.pem").statusCode());
        }
    }

    private static void assertAudio(byte[] expected, String mediaType, FakeCambServer server, int run)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/tts-result/" + run))
                .header("x-api-key", KEY)
                .build();
        HttpResponse<byte[]> audio = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        assertArrayEquals(expected, audio.body());
        assertEquals(mediaType, audio.headers().firstValue("content-type").orElse(""));
    }

    @Test
    void recordingsOfADirectoryTakePrecedenceOverDocumentedRuns(@TempDir Path outside) throws Exception {
        byte[] flac = Content.flac(30_000).bytes();
        byte[] wav = Content.wav(5_000).bytes();
        Files.write(directory.resolve("404.flac"), flac);
        Files.write(directory.resolve("8.wav"), wav);
        FakeCamb camb = documented(Optional.of(new RecordingDirectory(directory)));
        try (FakeCambServer server = start(camb, Wire.PLAIN)) {
            assertAudio(flac, "audio/flac", server, 404);
            assertAudio(wav, "audio/wav", server, 8);
            Files.write(directory.resolve("19.flac"), flac);
            Path elsewhere = Files.write(outside.resolve("secret"), new byte[] {1, 2, 3});
            Files.createSymbolicLink(directory.resolve("20.flac"), elsewhere);
            Files.createSymbolicLink(directory.resolve("21.flac"), directory.resolve("19.flac"));
            assertAudio(flac, "audio/flac", server, 19);
            assertAudio(Content.speech().bytes(), "audio/flac", server, 20);
            assertAudio(flac, "audio/flac", server, 21);
        }
        Path none = directory.resolve("none");
        assertThrows(IllegalArgumentException.class, () -> new RecordingDirectory(none));
    }
}
