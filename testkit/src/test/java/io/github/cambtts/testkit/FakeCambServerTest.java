package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fake service over HTTP, called with the JDK's client and plain sockets. */
@Timeout(30)
class FakeCambServerTest {

    private static final byte[] REQUEST =
            "GET /apis/tts-result/7 HTTP/1.1\r\nx-api-key: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static HttpClient client(NetworkSettings network, HttpClient.Version version) {
        HttpClient.Builder builder = HttpClient.newBuilder().version(version);
        network.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        return builder.build();
    }

    private static Socket connect(FakeCambServer server) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.baseUrl().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static HttpRequest.Builder request(FakeCambServer server, String query) {
        return HttpRequest.newBuilder(URI.create(server.baseUrl() + "/tts-result/7" + query))
                .header("x-api-key", "any")
                .timeout(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void everyResponseIsFramedForTheProtocolOfItsConnection(Wire wire) throws Exception {
        FakeCamb camb = new FakeCamb();
        try (FakeCambServer server = FakeCambServer.start(camb, wire, 0)) {
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpClient client = client(server.networkSettings(), version);
                for (FakeResponse.Framing framing : FakeResponse.Framing.values()) {
                    camb.run(7)
                            .answers(
                                    OutputType.RAW_BYTES,
                                    FakeResponse.audio(Content.flacLike(70_000)).framing(framing));
                    HttpResponse<byte[]> response =
                            client.send(request(server, "").build(), BodyHandlers.ofByteArray());
                    assertArrayEquals(Content.flacLike(70_000).bytes(), response.body());
                    assertEquals(wire == Wire.TLS_HTTP_2 ? version : HttpClient.Version.HTTP_1_1, response.version());
                }
                HttpResponse<String> head = client.send(
                        request(server, "")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
                assertEquals(405, head.statusCode());
                assertEquals("", head.body());
            }
        }
    }

    @Test
    void aPresignedUrlIsServedInParts() throws Exception {
        try (FakeCambServer server = FakeCambServer.start()) {
            HttpClient client = client(server.networkSettings(), HttpClient.Version.HTTP_1_1);
            String link = client.send(request(server, "?output_type=file_url").build(), BodyHandlers.ofString())
                    .body()
                    .split("\"", -1)[3];
            HttpResponse<byte[]> part = client.send(
                    HttpRequest.newBuilder(URI.create(link))
                            .header("Range", "bytes=10-19")
                            .build(),
                    BodyHandlers.ofByteArray());
            assertEquals(206, part.statusCode());
            assertArrayEquals(Content.speech().part(10, 10).bytes(), part.body());
        }
    }

    @Test
    void theCertificateIsPem(@TempDir Path directory) throws Exception {
        try (FakeCambServer server = FakeCambServer.start(new FakeCamb(), Wire.TLS, 0)) {
            Path pem = Files.writeString(directory.resolve("ca.pem"), server.certificatePem());
            NetworkSettings network = NetworkSettings.defaults().withTrustedCertificates(pem);
            HttpClient client = client(network, HttpClient.Version.HTTP_1_1);
            assertEquals(
                    200,
                    client.send(request(server, "").build(), BodyHandlers.discarding())
                            .statusCode());
            assertThrows(
                    IOException.class,
                    () -> client(NetworkSettings.defaults(), HttpClient.Version.HTTP_1_1)
                            .send(request(server, "").build(), BodyHandlers.discarding()));
        }
    }

    @Test
    void requestsShareOneConnectionUntilOneIsInvalid() throws Exception {
        try (FakeCambServer server = FakeCambServer.start();
                Socket socket = connect(server)) {
            String withBody = "POST /apis/x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
            String get = "GET /apis/tts-result/7/ HTTP/1.1\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write((withBody + get + "nonsense\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(received.startsWith("HTTP/1.1 404 "), received);
            assertTrue(received.contains("HTTP/1.1 307 "), received);
            assertEquals(1, server.connections());
        }
    }

    /** Sends bytes and the end of the stream, and returns what the server sends. */
    private static String exchange(FakeCambServer server, String sent) throws IOException {
        try (Socket socket = connect(server)) {
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /apis/tts-result/7 HTTP/1.1\r\nx-api-key: a\r\n",
                "GET /apis/tts-result/7 HTTP/1.1\r\nx-api-key: a",
                "GET /apis/tts-result/7 HTTP/1.1\r\n",
                "GET /apis/tts-result/7 HTTP/1.1",
                "GET /x HTTP/1",
                "GET /x HTTP/1\r\n\r\n",
                "GET /x HTTP/2.0\r\n\r\n",
                "GET  HTTP/1.1\r\n\r\n",
                "POST /apis/x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhell",
            })
    void anIncompleteOrInvalidRequestIsNeitherServedNorRecorded(String sent) throws IOException {
        try (FakeCambServer server = FakeCambServer.start()) {
            assertEquals("", exchange(server, sent));
            assertEquals(List.of(), server.camb().requests());
        }
    }

    @Test
    void aClientOfHttp10GetsALengthInsteadOfChunks() throws IOException {
        try (FakeCambServer server = FakeCambServer.start()) {
            server.camb().run(7).audio(Content.of("fLaC")).cutAfter(3);
            String request = "GET /apis/tts-result/7 HTTP/1.0\r\nx-api-key: a\r\n\r\n";
            String head = "HTTP/1.1 200 \r\nContent-Type: audio/flac\r\nContent-Length: 4\r\n\r\n";
            assertEquals(head + "fLa", exchange(server, request));
            assertEquals(head + "fLaC", exchange(server, request));
        }
    }

    @Test
    void aClientThatExpects100ContinueGetsIt() throws IOException {
        try (FakeCambServer server = FakeCambServer.start();
                Socket socket = connect(server)) {
            socket.getOutputStream()
                    .write("POST /apis/x HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-Continue\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String interim = "HTTP/1.1 100 Continue\r\n\r\n";
            assertEquals(
                    interim,
                    new String(socket.getInputStream().readNBytes(interim.length()), StandardCharsets.US_ASCII));
            assertEquals(List.of(), server.camb().requests());
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertEquals(
                    "HTTP/1.1 404 ", new String(socket.getInputStream().readNBytes(13), StandardCharsets.US_ASCII));
            assertEquals(1, server.camb().requests().size());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:secret@x.example:8080/apis/tts-result/7?output_type=file_url,/apis/tts-result/7?output_type=file_url,200",
        "HTTPS://x.example/apis/tts-result/7,/apis/tts-result/7,200",
        "http://x.example,/,404",
        "http://x.example?a=/b,/?a=/b,404",
    })
    void aTargetInAbsoluteFormIsAccepted(String target, String recorded, int status) throws IOException {
        try (FakeCambServer server = FakeCambServer.start()) {
            String received = exchange(server, "GET " + target + " HTTP/1.1\r\nx-api-key: a\r\n\r\n");
            assertTrue(received.startsWith("HTTP/1.1 " + status + " "), received);
            assertEquals(recorded, server.camb().requests().get(0).target());
        }
    }

    @Test
    void closingEndsActiveRequests() throws Exception {
        FakeCamb camb = new FakeCamb();
        FakeCambServer server = FakeCambServer.start(camb, Wire.PLAIN, 0);
        camb.run(7).answers(OutputType.RAW_BYTES, FakeResponse.silence());
        try (Socket socket = connect(server)) {
            socket.getOutputStream()
                    .write("GET /apis/tts-result/7 HTTP/1.1\r\nx-api-key: a\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            while (camb.requests().isEmpty()) {
                Thread.sleep(5);
            }
            server.close();
            server.close();
            assertEquals(-1, socket.getInputStream().read());
        }
        assertThrows(IOException.class, () -> connect(server));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void closingEndsARequestWhoseClientDoesNotRead(Wire wire) throws Exception {
        FakeCamb camb = new FakeCamb();
        FakeCambServer server = FakeCambServer.start(camb, wire, 0);
        camb.run(7).answers(OutputType.RAW_BYTES, FakeResponse.audio(Content.flacLike(100_000_000)));
        try (Socket socket = connectWithTls(server)) {
            socket.getOutputStream().write(REQUEST);
            while (camb.requests().isEmpty()) {
                Thread.sleep(5);
            }
            // Time for the server to fill the buffers of the connection.
            Thread.sleep(1000);
            long closing = System.nanoTime();
            server.close();
            assertTrue(System.nanoTime() - closing < Duration.ofSeconds(4).toNanos(), "closing waited for its client");
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aClosedServerDoesNotListen(Wire wire) throws Exception {
        for (int i = 0; i < 30; i++) {
            FakeCambServer server = FakeCambServer.start(new FakeCamb(), wire, 0);
            server.close();
            assertThrows(IOException.class, () -> connect(server));
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void anInterruptedThreadAndABlockedListenerDoNotKeepItFromClosing(Wire wire) throws Exception {
        Semaphore released = new Semaphore(0);
        FakeCamb camb = new FakeCamb();
        FakeCambServer server = FakeCambServer.start(camb, wire, 0);
        int storagePort = server.storageUrl().getPort();
        CountDownLatch listening = new CountDownLatch(1);
        camb.onRequest(entry -> {
            listening.countDown();
            released.acquireUninterruptibly();
        });
        try (Socket socket = connectWithTls(server)) {
            socket.getOutputStream().write(REQUEST);
            listening.await();
            Thread.currentThread().interrupt();
            long closing = System.nanoTime();
            server.close();
            assertTrue(Thread.interrupted());
            assertTrue(System.nanoTime() - closing < Duration.ofSeconds(4).toNanos(), "closing waited");
            assertThrows(IOException.class, () -> connect(server));
            assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), storagePort));
        } finally {
            released.release();
        }
    }

    private static Socket connectWithTls(FakeCambServer server) throws IOException {
        if (server.networkSettings().trust().isEmpty()) {
            return connect(server);
        }
        return server.networkSettings()
                .trust()
                .get()
                .context()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.baseUrl().getPort());
    }

    @ParameterizedTest
    @EnumSource(value = Wire.class, names = "TLS_HTTP_2", mode = EnumSource.Mode.EXCLUDE)
    void aRequestThatItsClientDroppedIsNotKept(Wire wire) throws Exception {
        FakeCamb camb = new FakeCamb();
        FakeResponse audio = FakeResponse.audio(Content.flacLike(5_000));
        camb.run(7)
                .answers(
                        OutputType.RAW_BYTES,
                        FakeResponse.silence(),
                        audio.stallAfter(100),
                        audio.delayed(Duration.ofHours(1)),
                        audio.throttled(1));
        try (FakeCambServer server = FakeCambServer.start(camb, wire, 0)) {
            for (int asked = 1; asked <= 4; asked++) {
                try (Socket socket = connectWithTls(server)) {
                    socket.getOutputStream().write(REQUEST);
                    while (camb.requests().size() < asked) {
                        Thread.sleep(5);
                    }
                    assertTrue(isServing(), "no thread serves the request");
                }
                while (isServing()) {
                    Thread.sleep(5);
                }
            }
        }
    }

    private static boolean isServing() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("fake-camb-connection-"));
    }

    @Test
    void aPortInUseThrowsAndLeavesNothingOpen() throws Exception {
        try (FakeCambServer server = FakeCambServer.start()) {
            assertThrows(
                    IOException.class,
                    () -> FakeCambServer.start(
                            new FakeCamb(), Wire.PLAIN, server.baseUrl().getPort()));
        }
    }

    @Test
    void theFakeServiceNeedsNeitherOkHttpNorKotlinNorJUnit() throws Exception {
        List<URL> bare = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.matches(".*(okhttp|okio|mockwebserver|kotlin|junit|opentest4j).*jar")) {
                bare.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader host = new URLClassLoader(bare.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThrows(ClassNotFoundException.class, () -> host.loadClass("okhttp3.OkHttpClient"));
            assertThrows(ClassNotFoundException.class, () -> host.loadClass("org.junit.jupiter.api.Test"));
            Class<?> server = host.loadClass(FakeCambServer.class.getName());
            Class<?> camb = host.loadClass(FakeCamb.class.getName());
            Class<?> wire = host.loadClass(Wire.class.getName());
            for (int plainAndTls = 0; plainAndTls < 2; plainAndTls++) {
                Object started = server.getMethod("start", camb, wire, int.class)
                        .invoke(null, camb.getConstructor().newInstance(), wire.getEnumConstants()[plainAndTls], 0);
                assertFalse(
                        server.getMethod("baseUrl").invoke(started).toString().isEmpty());
                server.getMethod("close").invoke(started);
            }
            host.loadClass(ScriptedTransport.class.getName())
                    .getConstructor(camb)
                    .newInstance(camb.getConstructor().newInstance());
        }
    }
}
