package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import java.net.ServerSocket;
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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fake service as a stand-alone server: where it listens, its pages, and how it is reset. */
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

    private static FakeCambServer.Builder controlled(FakeCamb camb) {
        return FakeCambServer.builder(camb).controlPages();
    }

    private static JsonNode journal(FakeCambServer server) throws Exception {
        return new ObjectMapper()
                .readTree(send(server, "GET", origin(server) + "journal").body());
    }

    @Test
    void overviewListsUrlsAndRuns() throws Exception {
        try (FakeCambServer server =
                controlled(new FakeCamb(FakeCamb::documentedRuns)).start()) {
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
        FakeCamb camb = new FakeCamb(FakeCamb::documentedRuns);
        try (FakeCambServer server = controlled(camb).start()) {
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
            for (String secret : List.of(KEY, SignedUrl.SIGNATURE, "another-secret")) {
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
        try (FakeCambServer server = controlled(new FakeCamb()).start()) {
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
        try (FakeCambServer server = controlled(camb).start()) {
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
    void withoutThePagesOnlyTheApiIsServed() throws Exception {
        try (FakeCambServer server = FakeCambServer.start()) {
            assertEquals(404, send(server, "GET", origin(server) + "journal").statusCode());
        }
    }

    @Test
    void publicUrlsAreUsedInTheBaseUrlAndInLinks() throws Exception {
        FakeCambServer.Builder mapped =
                controlled(new FakeCamb()).host("0.0.0.0").publicUrl(URI.create("http://fake.example:8080/"));
        try (FakeCambServer server = mapped.start()) {
            assertEquals("http://fake.example:8080/apis", server.baseUrl().toString());
            int storagePort = server.storageUrl().getPort();
            assertEquals(
                    "http://fake.example:" + storagePort, server.storageUrl().toString());
        }
        int port;
        int storagePort;
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            port = first.getLocalPort();
            storagePort = second.getLocalPort();
        }
        FakeCambServer.Builder other = controlled(new FakeCamb())
                .port(port)
                .storagePort(storagePort)
                .publicStorageUrl(URI.create("https://storage.example"));
        try (FakeCambServer server = other.start()) {
            assertEquals("http://127.0.0.1:" + port + "/apis", server.baseUrl().toString());
            String link = send(server, "GET", server.baseUrl() + "/tts-result/7?output_type=file_url")
                    .body()
                    .split("\"", -1)[3];
            assertTrue(link.startsWith("https://storage.example/audio/7.flac?"), link);
            String mappedBack = link.replace("https://storage.example", "http://127.0.0.1:" + storagePort);
            HttpResponse<byte[]> audio = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(mappedBack)).build(), BodyHandlers.ofByteArray());
            assertArrayEquals(Content.speech().bytes(), audio.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fake.example", "ftp://fake.example", "http://fake.example/x", "http://a@b", "http://a?b"})
    void publicUrlIsAnOrigin(String url) {
        FakeCambServer.Builder builder = FakeCambServer.builder(new FakeCamb());
        assertThrows(IllegalArgumentException.class, () -> builder.publicUrl(URI.create(url)));
        assertThrows(IllegalArgumentException.class, () -> builder.publicStorageUrl(URI.create(url)));
        assertThrows(IllegalArgumentException.class, () -> builder.port(65_536));
        assertThrows(IllegalArgumentException.class, () -> builder.storagePort(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void certificateIsForTheHostsOfItsUrls(String host) throws Exception {
        FakeCambServer.Builder builder =
                controlled(new FakeCamb()).wire(Wire.TLS).host(host);
        try (FakeCambServer server = builder.start()) {
            assertEquals(
                    host.equals("0.0.0.0") ? "localhost" : host,
                    server.baseUrl().getHost());
            HttpResponse<String> certificate = send(server, "GET", origin(server) + "certificate.pem");
            assertEquals(server.certificatePem(), certificate.body());
            assertEquals(
                    200,
                    send(server, "GET", "https://localhost:" + server.baseUrl().getPort() + "/")
                            .statusCode());
        }
        try (FakeCambServer plain = controlled(new FakeCamb()).start()) {
            assertEquals(
                    404, send(plain, "GET", origin(plain) + "certificate.pem").statusCode());
        }
    }

    @Test
    void recordingsOfADirectoryTakePrecedenceOverDocumentedRuns(@TempDir Path outside) throws Exception {
        byte[] flac = Content.flac(30_000).bytes();
        byte[] wav = Content.wav(5_000).bytes();
        Files.write(directory.resolve("404.flac"), flac);
        Files.write(directory.resolve("8.wav"), wav);
        FakeCamb camb = new FakeCamb(each -> {
            each.documentedRuns();
            each.recordings(directory);
        });
        try (FakeCambServer server = controlled(camb).start()) {
            HttpClient client = HttpClient.newHttpClient();
            for (int run : new int[] {404, 8}) {
                HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + "/tts-result/" + run))
                        .header("x-api-key", KEY)
                        .build();
                HttpResponse<byte[]> audio = client.send(request, BodyHandlers.ofByteArray());
                assertArrayEquals(run == 8 ? wav : flac, audio.body());
                assertEquals(
                        run == 8 ? "audio/wav" : "audio/flac",
                        audio.headers().firstValue("content-type").orElse(""));
            }
            Files.write(directory.resolve("9.flac"), flac);
            assertEquals(flac.length, camb.run(9).audio().length());
        }
        Path elsewhere = Files.write(outside.resolve("secret"), new byte[] {1, 2, 3});
        Files.createSymbolicLink(directory.resolve("10.flac"), elsewhere);
        Files.createSymbolicLink(directory.resolve("11.flac"), directory.resolve("9.flac"));
        assertNotEquals(3, camb.run(10).audio().length());
        assertEquals(flac.length, camb.run(11).audio().length());
        Path none = directory.resolve("none");
        assertThrows(IllegalArgumentException.class, () -> new FakeCamb().recordings(none));
    }

    @Test
    void latencyAndRateApplyToEveryResponse() {
        FakeCamb camb = new FakeCamb(each -> {
            each.latency(Duration.ofMillis(200));
            each.bytesPerSecond(1_000);
        });
        camb.run(7).delay(Duration.ofMillis(50));
        ReceivedRequest request = new ReceivedRequest(
                ReceivedRequest.Origin.API, "GET", "/apis/tts-result/7", Map.of("x-api-key", List.of(KEY)));
        URI api = URI.create("http://a.example/apis");
        FakeResponse first = camb.answerTo(request, api, api);
        assertEquals(250, first.delayMillis());
        assertEquals(1_000, first.pauseMillis(1_000));
        assertEquals(200, camb.answerTo(request, api, api).delayMillis());
        camb.run(7).answers(FakeResponse.status(200).throttled(500));
        assertEquals(2_000, camb.answerTo(request, api, api).pauseMillis(1_000));
        assertThrows(IllegalArgumentException.class, () -> camb.bytesPerSecond(0));
    }

    @Test
    void listenerReceivesEveryRequest() throws Exception {
        FakeCamb camb = new FakeCamb(FakeCamb::documentedRuns);
        List<String> lines = new CopyOnWriteArrayList<>();
        camb.onRequest(entry -> lines.add(entry.toString()));
        camb.reset();
        try (FakeCambServer server = controlled(camb).start()) {
            send(server, "GET", server.baseUrl() + "/tts-result/404?key=" + KEY);
            assertEquals(1, lines.size());
            assertTrue(
                    lines.get(0).matches("[-0-9T:.]+Z GET /apis/tts-result/404\\?key=\\(hidden\\) to API: 404"),
                    lines.get(0));
        }
    }
}
