package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client delivers a body in the thread that reads the socket, and not in the one that called {@code sendAsync}. */
@Timeout(60)
class SingleClientTest {

    private static final int EXCHANGES = 100;
    private static final int BODY_BYTES = 100_000;

    /** Records the threads, other than the reading one, in which a body is delivered. */
    private static final class ThreadRecorder implements HttpResponse.BodySubscriber<BodyQueue> {

        private final SingleClient client;
        private final Set<String> others;
        private final CompletableFuture<Integer> received = new CompletableFuture<>();
        private int bytes;

        ThreadRecorder(SingleClient client, Set<String> others) {
            this.client = client;
            this.others = others;
        }

        @Override
        public CompletionStage<BodyQueue> getBody() {
            return CompletableFuture.completedFuture(new BodyQueue(-1, () -> false));
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> batch) {
            if (!client.isReadingThread()) {
                others.add(Thread.currentThread().getName());
            }
            batch.forEach(each -> bytes += each.remaining());
        }

        @Override
        public void onError(Throwable thrown) {
            received.completeExceptionally(thrown);
        }

        @Override
        public void onComplete() {
            received.complete(bytes);
        }
    }

    private static void exchange(SingleClient client, URI url, Set<String> others) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(url).header("x-api-key", "any").build();
        ThreadRecorder body = new ThreadRecorder(client, others);
        CompletableFuture<?> response = client.send(request, info -> body);
        assertEquals(BODY_BYTES, body.received.get(20, TimeUnit.SECONDS));
        Object unused = response.get(20, TimeUnit.SECONDS);
    }

    private static void assertReadInTheReadingThread(NetworkSettings network, URI url, boolean reused)
            throws Exception {
        Set<String> others = ConcurrentHashMap.newKeySet();
        SingleClient client = new SingleClient(network, Duration.ofSeconds(10));
        for (int i = 0; i < EXCHANGES; i++) {
            exchange(client, url, others);
            if (!reused) {
                client.close();
                client = new SingleClient(network, Duration.ofSeconds(10));
            }
        }
        client.close();
        assertEquals(Set.of(), others);
    }

    private static FakeCambServer start(Wire wire) throws IOException {
        FakeCamb camb = new FakeCamb();
        camb.recording(7, Content.flacLike(BODY_BYTES));
        return FakeCambServer.start(camb, wire, 0);
    }

    private static URI audio(FakeCambServer server) {
        return URI.create(server.baseUrl() + "/tts-result/7?output_type=raw_bytes");
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void overAReusedConnection(Wire wire) throws Exception {
        try (FakeCambServer server = start(wire)) {
            assertReadInTheReadingThread(server.networkSettings(), audio(server), true);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "TLS"})
    void overANewConnection(Wire wire) throws Exception {
        try (FakeCambServer server = start(wire)) {
            assertReadInTheReadingThread(server.networkSettings(), audio(server), false);
        }
    }

    /** On one or two processors the JDK would create a thread for each exchange, to complete its future in. */
    @Test
    void exchangesOverAReusedConnectionStartNoThreads() throws Exception {
        try (FakeCambServer server = start(Wire.PLAIN)) {
            SingleClient client = new SingleClient(server.networkSettings(), Duration.ofSeconds(10));
            Set<String> others = ConcurrentHashMap.newKeySet();
            exchange(client, audio(server), others);
            long before = newThreadId();
            for (int i = 0; i < EXCHANGES; i++) {
                exchange(client, audio(server), others);
            }
            long started = newThreadId() - before;
            assertTrue(started < EXCHANGES / 2, started + " threads");
            client.close();
        }
    }

    /** Threads are numbered in the order in which they are created. */
    private static long newThreadId() {
        return new Thread(() -> {}).getId();
    }

    /** The server sends the response as soon as it has a connection, before the request is written. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whenTheResponseArrivesBeforeTheRequestIsSent(boolean throughAProxy) throws Exception {
        byte[] head =
                ("HTTP/1.1 200 OK\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        try (ServerSocket early = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            accept(early, connection -> {
                connection.getOutputStream().write(head);
                connection.getOutputStream().write(new byte[BODY_BYTES]);
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            });
            NetworkSettings network = NetworkSettings.defaults();
            String address = "127.0.0.1:" + early.getLocalPort();
            assertReadInTheReadingThread(
                    throughAProxy ? network.withProxy("127.0.0.1", early.getLocalPort()) : network,
                    URI.create(throughAProxy ? "http://name.invalid/" : "http://" + address + "/"),
                    false);
        }
    }

    @Test
    void overTlsThroughAProxy() throws Exception {
        try (FakeCambServer server = start(Wire.TLS);
                ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            accept(proxy, connection -> tunnel(connection, server.baseUrl().getPort()));
            assertReadInTheReadingThread(
                    server.networkSettings().withProxy("127.0.0.1", proxy.getLocalPort()), audio(server), false);
        }
    }

    private interface Handler {
        void handle(Socket connection) throws IOException;
    }

    private static void accept(ServerSocket listening, Handler handler) {
        daemon(() -> {
            while (true) {
                Socket connection = listening.accept();
                daemon(() -> {
                    try (connection) {
                        handler.handle(connection);
                    }
                });
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One of the two ends has closed.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void tunnel(Socket client, int port) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            daemon(() -> {
                in.transferTo(server.getOutputStream());
                server.shutdownOutput();
            });
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }
}
