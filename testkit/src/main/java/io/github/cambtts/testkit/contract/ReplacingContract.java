package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call is owed whose kept connection turns out to be closed: the same as on any other connection. */
@Tag("replacing")
abstract class ReplacingContract extends SocketFixture {

    private static final String PROXY_USER = AuthenticatingProxy.USER;
    private static final String PROXY_PASSWORD = AuthenticatingProxy.PASSWORD;
    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    /** More than a transport may receive beside the body. */
    private static final int BODY_BYTES = 3_000_000;

    private final HeldCertificate certificate =
            new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();

    /** How the server is reached. */
    enum Way {
        PLAIN,
        TLS,
        PLAIN_PROXY,
        TLS_TUNNEL
    }

    /** When the server closes the connection that the client has kept. */
    enum Closing {
        IDLE,
        AFTER_A_REQUEST
    }

    @ParameterizedTest
    @Proves(Rule.T2)
    @CsvSource({
        "PLAIN, IDLE", "PLAIN, AFTER_A_REQUEST", "PLAIN_PROXY, IDLE", "PLAIN_PROXY, AFTER_A_REQUEST",
        "TLS, IDLE", "TLS, AFTER_A_REQUEST", "TLS_TUNNEL, IDLE", "TLS_TUNNEL, AFTER_A_REQUEST",
    })
    final void aBodyOfAnySizeComesOverTheConnectionThatReplacesAClosedOne(Way way, Closing closing) throws IOException {
        byte[] body = Content.flac(BODY_BYTES).bytes();
        int unanswered = closing == Closing.IDLE ? 0 : 1;
        RawServer.Script script = (number, connection, out) -> {
            if (number == 1) {
                send(out, NOT_FOUND);
            }
            if (number == 1 + unanswered) {
                connection.close();
            } else if (number > 1) {
                send(out, "HTTP/1.1 200 OK\r\nContent-Type: audio/flac\r\nContent-Length: " + body.length + "\r\n\r\n");
                out.write(body);
                out.flush();
            }
        };
        boolean isTls = way == Way.TLS || way == Way.TLS_TUNNEL;
        RawServer server = closedLater(isTls ? RawServer.start(certificate, script) : RawServer.start(script));
        TtsResults results = through(way, server);
        assertFails(ErrorKind.NOT_FOUND, () -> results.link(RUN));
        try (AudioStream audio = results.open(RUN)) {
            assertArrayEquals(body, audio.readAllBytes());
        }
        assertEquals(2 + unanswered, server.heads().size(), "requests that the server received");
    }

    private TtsResults through(Way way, RawServer server) throws IOException {
        NetworkSettings direct = trusting();
        return switch (way) {
            case PLAIN, TLS -> resultsAt(server.url(), closedLater(newTransport(direct)), builder -> builder);
            case PLAIN_PROXY -> {
                Transport proxied = closedLater(newTransport(direct.withProxy("127.0.0.1", server.port())));
                yield resultsAt(URI.create("http://camb.invalid/apis"), proxied, TtsResultsBuilder::allowPlainHttp);
            }
            case TLS_TUNNEL -> {
                AuthenticatingProxy proxy = closedLater(AuthenticatingProxy.start(PROXY_USER, PROXY_PASSWORD));
                Transport proxied = closedLater(
                        newTransport(direct.withProxy("127.0.0.1", proxy.port(), PROXY_USER, PROXY_PASSWORD)));
                yield resultsAt(server.url(), proxied, builder -> builder);
            }
        };
    }

    private NetworkSettings trusting() {
        HandshakeCertificates trusted = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        return NetworkSettings.defaults().withTrust(trusted.sslContext(), trusted.trustManager());
    }

    /** A server that counts its bytes wrongly. */
    @ParameterizedTest
    @Proves(Rule.T15)
    @EnumSource(
            value = Way.class,
            names = {"PLAIN", "TLS"})
    final void aByteAfterABodyDisturbsNoLaterCall(Way way) throws IOException {
        RawServer.Script script = (number, connection, out) -> send(out, NOT_FOUND + (number == 1 ? "x" : ""));
        RawServer server = closedLater(way == Way.TLS ? RawServer.start(certificate, script) : RawServer.start(script));
        TtsResults results = through(way, server);
        for (int i = 0; i < 4; i++) {
            assertFails(ErrorKind.NOT_FOUND, () -> results.link(RUN));
        }
    }

    /** A range that is left out would make the answer the whole. */
    @Test
    @Proves(Rule.T2)
    final void theRequestThatIsSentAgainIsTheSame() throws IOException {
        RawServer server = closedLater(RawServer.start((number, connection, out) -> {
            if (number == 2) {
                connection.close();
            } else {
                send(out, NOT_FOUND);
            }
        }));
        URI url = server.url().resolve("/a.flac?X-Amz-Signature=1");
        StorageRequest plain = PortRequests.storage(url);
        StorageRequest ranged = new StorageRequest(
                url, PortRequests.with("Range", "bytes=10-", "If-Match", "\"1\""), plain.connectTimeout());
        for (StorageRequest request : new StorageRequest[] {plain, ranged}) {
            try (TransportResponse response = transport().get(request, new AbortSignal())) {
                assertEquals(404, response.status());
                readAll(response);
            }
        }
        assertEquals(
                3, server.heads().size(), "requests: one answered, one on the closed connection, one on a new one");
        assertEquals(
                Set.copyOf(server.heads().get(1).lines().toList()),
                Set.copyOf(server.heads().get(2).lines().toList()),
                "the request, as it was sent again");
    }

    @ParameterizedTest
    @Proves({Rule.T1, Rule.T2})
    @ValueSource(strings = {"H", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"})
    final void aRequestWhoseResponseHasBegunIsNotSentAgain(String begun) throws IOException {
        RawServer server = closedLater(RawServer.start((number, connection, out) -> {
            send(out, number == 2 ? begun : NOT_FOUND);
            if (number == 2) {
                connection.close();
            }
        }));
        StorageRequest request = PortRequests.storage(server.url().resolve("/a.flac"));
        try (TransportResponse response = transport().get(request, new AbortSignal())) {
            readAll(response);
        }
        assertThrows(IOException.class, () -> {
            try (TransportResponse response = transport().get(request, new AbortSignal())) {
                readAll(response);
            }
        });
        assertEquals(2, server.heads().size(), "requests sent");
    }

    /** How far the call on the connection that replaces a closed one has come when it is aborted. */
    enum Stage {
        HANDSHAKE,
        HEADERS,
        BODY
    }

    @ParameterizedTest
    @Proves(Rule.T21)
    @CsvSource({
        "HANDSHAKE, IDLE",
        "HANDSHAKE, AFTER_A_REQUEST",
        "HEADERS, IDLE",
        "HEADERS, AFTER_A_REQUEST",
        "BODY, IDLE",
        "BODY, AFTER_A_REQUEST"
    })
    final void anAbortEndsACallThatIsReplacingAConnection(Stage stage, Closing closing) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch dropped = new CountDownLatch(1);
        AtomicInteger connections = new AtomicInteger();
        RawServer server = closedLater(RawServer.handling(connection -> {
            if (connections.incrementAndGet() == 1) {
                try (SSLSocket tls = RawServer.overTls(connection, certificate)) {
                    RawServer.readHead(tls.getInputStream());
                    send(tls.getOutputStream(), NOT_FOUND);
                    if (closing == Closing.AFTER_A_REQUEST) {
                        RawServer.readHead(tls.getInputStream());
                    }
                }
                return;
            }
            if (stage == Stage.HANDSHAKE) {
                readClientHello(connection);
                reached.countDown();
                awaitDrop(connection, dropped);
                return;
            }
            try (SSLSocket tls = RawServer.overTls(connection, certificate)) {
                RawServer.readHead(tls.getInputStream());
                if (stage == Stage.BODY) {
                    send(tls.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nfLaC");
                } else {
                    reached.countDown();
                }
                awaitDrop(tls, dropped);
            }
        }));
        URI url = URI.create("https://localhost:" + server.port());
        Transport transport = closedLater(newTransport(trusting()));
        transport.get(PortRequests.storage(url), new AbortSignal()).close();

        AbortSignal signal = new AbortSignal();
        AtomicLong aborted = new AtomicLong();
        Thread other = new Thread(() -> {
            try {
                if (reached.await(10, TimeUnit.SECONDS)) {
                    aborted.set(System.nanoTime());
                    signal.abort();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();
        assertThrows(IOException.class, () -> {
            // Not closed here: the abort alone must drop the connection.
            TransportResponse response = closedLater(transport.get(PortRequests.storage(url), signal));
            ByteBuffer received = ByteBuffer.allocate(5);
            while (response.read(received) > 0) {
                if (received.position() == 4) {
                    reached.countDown();
                }
            }
        });
        Duration took = Duration.ofNanos(System.nanoTime() - aborted.get());
        other.join();
        assertTrue(signal.isAborted(), "the call ended before it was aborted");
        assertTrue(took.compareTo(tolerance()) < 0, () -> "took " + took);
        assertTrue(dropped.await(10, TimeUnit.SECONDS), "the connection is still open");
    }

    private static void awaitDrop(Socket connection, CountDownLatch dropped) {
        if (isDropped(connection)) {
            dropped.countDown();
        }
    }

    private static boolean isDropped(Socket connection) {
        try {
            InputStream in = connection.getInputStream();
            while (in.read() >= 0) {
                Thread.onSpinWait();
            }
            return true;
        } catch (IOException e) {
            return true;
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
