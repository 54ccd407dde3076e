package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.CallOptions;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TimeLimitException;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.transport.AbortSignal;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which clients a host may supply, and how connections and clients end. */
class JdkHttpTransportTest {

    @Test
    void aClientThatFollowsRedirectsIsRejected() {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        String message = assertThrows(IllegalArgumentException.class, () -> JdkHttpTransport.create(client))
                .getMessage();
        assertTrue(message.contains("followRedirects(HttpClient.Redirect.NEVER)"), message);
    }

    @Test
    void aClientThatKeepsCookiesIsRejected() {
        HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        String message = assertThrows(IllegalArgumentException.class, () -> JdkHttpTransport.create(client))
                .getMessage();
        assertTrue(message.contains("without cookieHandler"), message);
    }

    @Test
    void theHostsClientIsUsedAndNotClosed() throws IOException, InterruptedException {
        HttpClient client =
                HttpClient.newBuilder().proxy(ProxySelector.of(null)).build();
        try (FakeCambServer server = FakeCambServer.start()) {
            try (JdkHttpTransport transport = JdkHttpTransport.create(client);
                    TtsResults results = TtsResults.builder()
                            .apiKey("any")
                            .baseUrl(server.baseUrl())
                            .transport(transport)
                            .build()) {
                results.link(RunId.of(7));
            }
            HttpRequest again = HttpRequest.newBuilder(server.baseUrl()).build();
            assertEquals(
                    404,
                    client.send(again, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
    }

    /** Fails with Jackson 2.15 if the codec leaves its defaults as they are; {@code .ci/compatibility} runs it with that. */
    @Test
    void anErrorInADocumentShowsNoLinkWhateverJacksonsVersion() {
        IOException thrown = assertThrows(
                IOException.class,
                () -> JacksonJrCodec.decode("{\"output_url\":\"https://storage.example/a?sig=secret"));
        assertFalse(thrown.toString().contains("secret"), thrown::toString);
    }

    /** At once since Java 21; before, once the garbage collector has found that the client is not used any longer. */
    @Test
    @Timeout(60)
    void closingDropsIdleConnections() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FutureTask<?> dropped = new FutureTask<>(() -> answerOnceAndAwaitTheEnd(listening));
            Thread server = new Thread(dropped);
            server.setDaemon(true);
            server.start();
            JdkHttpTransport transport = JdkHttpTransport.create();
            try (TtsResults results = client(URI.create("http://127.0.0.1:" + listening.getLocalPort()), transport)) {
                assertThrows(TtsException.class, () -> results.link(RunId.of(7)));
            }
            transport.close();
            while (!dropped.isDone()) {
                System.gc();
                Thread.sleep(10);
            }
            assertNull(dropped.get());
        }
    }

    private static @Nullable Void answerOnceAndAwaitTheEnd(ServerSocket listening) throws IOException {
        try (Socket connection = listening.accept()) {
            InputStream in = connection.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, in.read());
            return null;
        }
    }

    private static TtsResults client(URI url, JdkHttpTransport transport) {
        return TtsResults.builder()
                .apiKey("any")
                .baseUrl(url)
                .transport(transport)
                .retryPolicy(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)))
                .build();
    }

    /** The client asks the JVM's selector in the thread that calls sendAsync. */
    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "https://127.0.0.1:1"})
    @Timeout(20)
    void aSlowProxySelectorOfTheJvmDelaysNoLimit(String url) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ProxySelector before = ProxySelector.getDefault();
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                try {
                    boolean unused = release.await(15, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        });
        try (JdkHttpTransport transport = JdkHttpTransport.create();
                TtsResults results = client(URI.create(url), transport)) {
            CallOptions hasty = CallOptions.defaults()
                    .withTimeouts(Timeouts.defaults().withConnect(Duration.ofMillis(200)))
                    .withRetryPolicy(RetryPolicy.none());
            long begun = System.nanoTime();
            assertThrows(TimeLimitException.class, () -> results.link(RunId.of(7), hasty));
            assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(10), "the selector was waited for");
        } finally {
            release.countDown();
            ProxySelector.setDefault(before);
        }
    }

    /** As an OutOfMemoryError does. */
    private static void endClientThreads() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("HttpClient-\\d+-SelectorManager")) {
                thread.interrupt();
                thread.join();
            }
        }
    }

    @Test
    @Timeout(20)
    void aClientWhoseThreadHasEndedIsReplaced() throws Exception {
        try (FakeCambServer server = FakeCambServer.start();
                JdkHttpTransport transport = JdkHttpTransport.create();
                TtsResults results = client(server.baseUrl(), transport)) {
            results.link(RunId.of(7));
            endClientThreads();
            results.link(RunId.of(7));
            results.link(RunId.of(7));
        }
    }

    /** Early releases of Java 17 do not report that the thread has ended, if the executor is the host's. */
    @Test
    @Timeout(20)
    void aClientThatDoesNotConnectIsReplaced() throws Exception {
        try (FakeCambServer server = FakeCambServer.start()) {
            SharedClient shared = new SharedClient(HttpClient.newBuilder().executor(Runnable::run));
            HttpRequest request = HttpRequest.newBuilder(server.baseUrl()).build();
            assertEquals(404, send(shared, request).await().status());
            endClientThreads();
            send(shared, request).abort();
            assertEquals(404, send(shared, request).await().status());
            shared.close();
            assertThrows(IOException.class, () -> send(shared, request));
        }
    }

    private static HeadersFuture send(SharedClient shared, HttpRequest request) throws IOException {
        AbortSignal signal = new AbortSignal();
        signal.connecting();
        HeadersFuture exchange = new HeadersFuture(signal, 1);
        exchange.follow(shared.send(request, exchange));
        return exchange;
    }
}
