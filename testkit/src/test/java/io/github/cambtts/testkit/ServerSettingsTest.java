package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.FakeCambServer.Wire;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a fake server listens, its URLs and its other pages, and what applies to every response. */
@Timeout(60)
class ServerSettingsTest {

    private static final String KEY = "a-secret-key";

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

    @Test
    void pagesAreServedBesideTheApi() throws Exception {
        FakeCamb camb = new FakeCamb();
        FakeCambServer.Builder builder = FakeCambServer.builder(camb)
                .pages((started, request) -> Optional.of(started.storageUrl().toString())
                        .filter(url -> request.path().equals("/storage"))
                        .map(url -> FakeResponse.json(200, url)));
        try (FakeCambServer server = builder.start()) {
            HttpResponse<String> page = send(server, "GET", origin(server) + "storage");
            assertEquals(server.storageUrl().toString(), page.body());
            assertEquals(
                    200, send(server, "GET", server.baseUrl() + "/tts-result/7").statusCode());
            assertEquals(404, send(server, "GET", origin(server) + "elsewhere").statusCode());
            assertEquals(2, camb.journal().size());
        }
    }

    @Test
    void aNewRunIsScriptedBeforeTheTestScriptsIt() {
        FakeCamb camb =
                new FakeCamb(each -> each.onNewRun((runId, run) -> run.audio(Content.flac(100 + runId.value()))));
        assertEquals(107, camb.run(7).audio().length());
        camb.run(8).audio(Content.flac(50));
        assertEquals(50, camb.run(8).audio().length());
        camb.reset();
        assertEquals(108, camb.run(8).audio().length());
    }

    @Test
    void publicUrlsAreUsedInTheBaseUrlAndInLinks() throws Exception {
        FakeCambServer.Builder mapped = FakeCambServer.builder(new FakeCamb())
                .host("0.0.0.0")
                .publicUrl(URI.create("http://fake.example:8080/"));
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
        FakeCambServer.Builder other = FakeCambServer.builder(new FakeCamb())
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
                FakeCambServer.builder(new FakeCamb()).wire(Wire.TLS).host(host);
        try (FakeCambServer server = builder.start()) {
            assertEquals(
                    host.equals("0.0.0.0") ? "localhost" : host,
                    server.baseUrl().getHost());
            assertEquals(
                    404,
                    send(server, "GET", "https://localhost:" + server.baseUrl().getPort() + "/")
                            .statusCode());
        }
        try (FakeCambServer plain = FakeCambServer.start()) {
            assertThrows(IllegalStateException.class, plain::certificatePem);
        }
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
        FakeCamb camb = new FakeCamb(each -> each.run(404).notFound());
        List<String> lines = new CopyOnWriteArrayList<>();
        camb.onRequest(entry -> lines.add(entry.toString()));
        camb.reset();
        try (FakeCambServer server = FakeCambServer.builder(camb).start()) {
            send(server, "GET", server.baseUrl() + "/tts-result/404?key=" + KEY);
            assertEquals(1, lines.size());
            assertTrue(
                    lines.get(0).matches("[-0-9T:.]+Z GET /apis/tts-result/404\\?key=\\(hidden\\) to API: 404"),
                    lines.get(0));
        }
    }
}
