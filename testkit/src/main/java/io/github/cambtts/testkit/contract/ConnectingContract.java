package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How a connection is made: certificates are verified, and a connection that breaks meanwhile is distinguished from one
 * that is refused. {@link LimitsContract} has the time limits.
 */
@Proves(Rule.T23)
@Tag("connecting")
abstract class ConnectingContract extends SocketFixture {

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String NOT_FOUND = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

    /** Otherwise a server that answers later than the connect limit would end the call as a connect timeout. */
    @ParameterizedTest
    @Proves(Rule.T23)
    @EnumSource(Wire.class)
    final void onAKeptConnectionTheSignalIsConnectedBeforeTheServerResponds(Wire wire) throws Exception {
        FakeCambServer server = closedLater(FakeCambServer.start(camb(), wire, 0));
        Transport transport = newTransport(wire, server.networkSettings());
        TransportContract.Endpoint endpoint = new TransportContract.Endpoint(server.baseUrl(), transport, server);
        answerAudio(FakeResponse.audio(Content.flacLike(100)), FakeResponse.silence());
        try (TransportResponse first = transport.get(PortRequests.audio(endpoint, RUN), new AbortSignal())) {
            ByteBuffer buffer = ByteBuffer.allocate(1_000);
            while (first.read(buffer) >= 0) {
                assertTrue(buffer.position() <= 100);
            }
        }
        AbortSignal signal = new AbortSignal();
        Thread waiting = new Thread(() ->
                assertThrows(IOException.class, () -> transport.get(PortRequests.audio(endpoint, RUN), signal)));
        waiting.start();
        try {
            await("the second request", () -> camb().requests().size() == 2);
            await("connected() before a response", () -> !signal.isConnecting());
        } finally {
            signal.abort();
        }
        waiting.join();
    }

    /** Ends the connection with a FIN or a RST. */
    private static void end(Socket connection, boolean reset) throws IOException {
        if (reset) {
            connection.setSoLinger(true, 0);
        }
        connection.close();
    }

    /** Forwards bytes both ways, and ends both connections after some bytes from the server. */
    private static void relay(Socket client, int port, int bytes, boolean reset) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread requests = new Thread(() -> {
                try {
                    client.getInputStream().transferTo(server.getOutputStream());
                } catch (IOException e) {
                    // One of them is closed.
                    return;
                }
            });
            requests.setDaemon(true);
            InputStream in = server.getInputStream();
            if (bytes == 0) {
                readClientHello(client);
            } else {
                requests.start();
            }
            client.getOutputStream().write(in.readNBytes(bytes));
            client.getOutputStream().flush();
            end(client, reset);
        }
    }

    @ParameterizedTest
    @Proves(Rule.T28)
    @MayDeviate(Deviation.OTHER_TLS_FAILURES)
    @CsvSource({"0, false", "0, true", "60, false", "60, true", "300, false", "300, true"})
    final void anIncompleteHandshakeIsABrokenConnection(int bytes, boolean reset) throws IOException {
        FakeCambServer server = closedLater(FakeCambServer.start(camb(), Wire.TLS, 0));
        RawServer breaking = closedLater(RawServer.handling(
                connection -> relay(connection, server.baseUrl().getPort(), bytes, reset)));
        Transport transport = newTransport(Wire.TLS, server.networkSettings());
        URI url = URI.create("https://localhost:" + breaking.port() + "/apis");
        assertFault(
                "TLS handshake " + (reset ? "reset" : "ended") + " after " + bytes,
                ErrorKind.RESET,
                0,
                resultsAt(url, transport, builder -> builder),
                () -> camb().requests().size());
        int before = breaking.connections();
        RetryPolicy once = new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));
        TtsResults retrying = resultsAt(url, transport, builder -> builder.retryPolicy(once));
        assertEquals(2, assertFails(ErrorKind.RESET, () -> retrying.link(RUN)).attempts());
        assertTrue(breaking.connections() >= before + 2, "not retried");
    }

    @ParameterizedTest
    @Proves(Rule.T28)
    @CsvSource({"protocol_version, 70", "handshake_failure, 40"})
    final void anAlertFromTheServerIsATlsError(String name, int alert) throws IOException {
        RawServer alerting = closedLater(RawServer.handling(connection -> {
            readClientHello(connection);
            connection.getOutputStream().write(new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, (byte) alert});
            connection.getOutputStream().flush();
            connection.shutdownOutput();
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        }));
        assertFault(
                "TLS alert " + name,
                ErrorKind.TLS,
                0,
                at(URI.create("https://127.0.0.1:" + alerting.port()), Timeouts.defaults()),
                () -> 0);
    }

    /** A connection to the same address, made under the name that the certificate has, is not used for another name. */
    @ParameterizedTest
    @Proves(Rule.T18)
    @EnumSource(
            value = Wire.class,
            names = {"TLS", "TLS_HTTP_2"})
    final void aCertificateForAnotherNameIsATlsError(Wire wire) throws IOException {
        FakeCambServer server = closedLater(FakeCambServer.start(camb(), wire, 0));
        Transport transport = newTransport(wire, server.networkSettings());
        TtsResults named = resultsAt(server.baseUrl(), transport, builder -> builder);
        assertTrue(named.link(RUN).url().toString().startsWith("https://localhost:"));
        assertFault(
                "certificate for another name, " + wire,
                ErrorKind.TLS,
                0,
                resultsAt(
                        URI.create("https://127.0.0.1:" + server.baseUrl().getPort() + "/apis"),
                        transport,
                        builder -> builder),
                () -> camb().requests().size() - 1);
    }

    /** What is wrong with a certificate. */
    enum Wrong {
        ISSUER("localhost"),
        NAME("other.invalid"),
        COMMON_NAME("other.invalid"),
        PARENT("localhost"),
        WILDCARD("*.localhost"),
        EXPIRED("localhost");

        private final String name;

        Wrong(String name) {
            this.name = name;
        }
    }

    private static HeldCertificate certificate(HeldCertificate issuer, Wrong wrong) {
        long day = Duration.ofDays(1).toMillis();
        long end = System.currentTimeMillis() + (wrong == Wrong.EXPIRED ? -day : day);
        return new HeldCertificate.Builder()
                .commonName(wrong == Wrong.COMMON_NAME ? "localhost" : "storage")
                .addSubjectAlternativeName(wrong.name)
                .validityInterval(end - 10 * day, end)
                .signedBy(issuer)
                .build();
    }

    @ParameterizedTest
    @Proves(Rule.T18)
    @CsvSource({
        "EXPIRED, false",
        "ISSUER, true",
        "NAME, true",
        "COMMON_NAME, true",
        "PARENT, true",
        "WILDCARD, true",
        "EXPIRED, true"
    })
    final void aWrongCertificateIsATlsErrorAlsoThroughAProxy(Wrong wrong, boolean proxied) throws IOException {
        HeldCertificate issuer =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate trusted = wrong == Wrong.ISSUER
                ? new HeldCertificate.Builder().certificateAuthority(0).build()
                : issuer;
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(trusted.certificate())
                .build();
        RawServer server = closedLater(RawServer.start(
                certificate(issuer, wrong),
                (number, connection, out) -> out.write(NOT_FOUND.getBytes(StandardCharsets.ISO_8859_1))));
        AuthenticatingProxy proxy = closedLater(AuthenticatingProxy.start("user", "password"));
        NetworkSettings network = NetworkSettings.defaults().withTrust(trusting.sslContext(), trusting.trustManager());
        Transport transport = closedLater(
                newTransport(proxied ? network.withProxy("127.0.0.1", proxy.port(), "user", "password") : network));
        // A proxy finds the server whatever its name.
        String host = wrong == Wrong.PARENT || wrong == Wrong.WILDCARD ? "a.b.localhost" : "localhost";
        URI url = URI.create("https://" + host + ":" + server.port());
        assertFault(
                "certificate: wrong " + wrong + (proxied ? ", through a proxy" : ""),
                ErrorKind.TLS,
                0,
                resultsAt(url, transport, builder -> builder),
                () -> server.heads().size());
        assertEquals(proxied, proxy.upstreamConnections() > 0, "connections through the proxy");
    }

    /**
     * The name (RFC 6066, section 3), which a server with many names needs to choose its certificate; the certificate of
     * the client, which is in the settings' context; and Host without a default port. In a tunnel, so that the name need
     * not be known to the JVM and the port need not be free.
     */
    @Test
    @Proves({Rule.T4, Rule.T18})
    final void theServersNameAndTheClientsCertificateAreSentInTheHandshake() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("storage.example")
                .build();
        HandshakeCertificates both = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        List<String> sent = new CopyOnWriteArrayList<>();
        RawServer proxy = closedLater(RawServer.handling(connection -> {
            sent.add(RawServer.readHead(connection.getInputStream())
                    .lines()
                    .findFirst()
                    .orElse(""));
            send(connection.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\n");
            try (SSLSocket tls = RawServer.overTls(connection, certificate)) {
                tls.setWantClientAuth(true);
                String head = RawServer.readHead(tls.getInputStream());
                ((ExtendedSSLSession) tls.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> sent.add("SNI " + new String(name.getEncoded(), StandardCharsets.US_ASCII)));
                sent.add("certificate " + certificate.certificate().equals(certificateOf(tls)));
                head.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("host:"))
                        .forEach(sent::add);
                send(tls.getOutputStream(), NOT_FOUND);
            }
        }));
        Transport transport = closedLater(newTransport(NetworkSettings.defaults()
                .withTrust(both.sslContext(), both.trustManager())
                .withProxy("127.0.0.1", proxy.port())));
        transport
                .get(PortRequests.storage(URI.create("https://storage.example/a.flac")), new AbortSignal())
                .close();
        assertEquals(
                List.of(
                        "CONNECT storage.example:443 HTTP/1.1",
                        "SNI storage.example",
                        "certificate true",
                        "host: storage.example"),
                sent.stream().map(line -> line.replaceFirst("^Host:", "host:")).toList());
    }

    private static @Nullable Certificate certificateOf(SSLSocket tls) {
        try {
            return tls.getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static final int CONNECTING = 12;

    @Test
    @Proves(Rule.T17)
    final void unfinishedConnectionsBlockNoExchange() throws Exception {
        CountDownLatch begun = new CountDownLatch(CONNECTING);
        RawServer silent = closedLater(RawServer.handling(connection -> {
            readClientHello(connection);
            begun.countDown();
            connection.getInputStream().read();
        }));
        URI unfinished = URI.create("https://localhost:" + silent.port() + "/a.flac");
        AbortSignal[] signals = new AbortSignal[CONNECTING];
        for (int i = 0; i < CONNECTING; i++) {
            AbortSignal signal = new AbortSignal();
            signals[i] = signal;
            new Thread(() -> assertThrows(
                            IOException.class, () -> transport().get(PortRequests.storage(unfinished), signal)))
                    .start();
        }
        try {
            assertTrue(begun.await(10, TimeUnit.SECONDS), "connections that were not begun: " + begun.getCount());
            assertEquals(
                    Content.speech().length(),
                    readAll(closedLater(transport().get(PortRequests.audio(endpoint(), RUN), new AbortSignal())))
                            .length);
        } finally {
            for (AbortSignal signal : signals) {
                signal.abort();
            }
        }
    }

    /** The JVM trusts one issuer, the settings another. */
    @Test
    @Alone
    @Proves(Rule.T18)
    final void theTrustOfTheSettingsReplacesTheJvms() throws Exception {
        HeldCertificate jvms =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate own =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HandshakeCertificates trustingJvms = new HandshakeCertificates.Builder()
                .addTrustedCertificate(jvms.certificate())
                .build();
        HandshakeCertificates trustingOwn = new HandshakeCertificates.Builder()
                .addTrustedCertificate(own.certificate())
                .build();
        RawServer.Script script = (number, connection, out) -> {
            out.write(NOT_FOUND.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        };
        RawServer ofJvms = closedLater(RawServer.start(signedBy(jvms), script));
        RawServer ofOwn = closedLater(RawServer.start(signedBy(own), script));
        NetworkSettings settings =
                NetworkSettings.defaults().withTrust(trustingOwn.sslContext(), trustingOwn.trustManager());
        SSLContext contextBefore = SSLContext.getDefault();
        String storeBefore = System.getProperty(TRUST_STORE);
        try {
            SSLContext.setDefault(trustingJvms.sslContext());
            System.setProperty(TRUST_STORE, trustStore(jvms).toString());
            Transport withSettings = closedLater(newTransport(settings));
            Transport withDefaults = closedLater(newTransport(NetworkSettings.defaults()));
            assertEquals(404, statusOf(withSettings, ofOwn), "the settings' trust");
            assertEquals(404, statusOf(withDefaults, ofJvms), "the JVM's trust");
            assertThrows(
                    IOException.class,
                    () -> statusOf(withSettings, ofJvms),
                    "a server was accepted that the JVM trusts and the settings do not");
        } finally {
            SSLContext.setDefault(contextBefore);
            if (storeBefore == null) {
                System.clearProperty(TRUST_STORE);
            } else {
                System.setProperty(TRUST_STORE, storeBefore);
            }
        }
    }

    private static HeldCertificate signedBy(HeldCertificate issuer) {
        return new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .signedBy(issuer)
                .build();
    }

    private Path trustStore(HeldCertificate issuer) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance("JKS");
        anchors.load(null, null);
        anchors.setCertificateEntry("issuer", issuer.certificate());
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            // It can be read without the password.
            anchors.store(out, "password".toCharArray());
        }
        return file;
    }

    private static int statusOf(Transport transport, RawServer server) throws IOException {
        try (TransportResponse response =
                transport.get(PortRequests.storage(server.url().resolve("/a.flac")), new AbortSignal())) {
            return response.status();
        }
    }

    /** The first byte of a TLS record with a handshake (RFC 8446, section 5.1). */
    private static final int HANDSHAKE = 0x16;

    @ParameterizedTest
    @Proves(Rule.T18)
    @ValueSource(strings = {"closes", "speaks clear text", "refuses TLS", "resets"})
    final void anHttpsUrlIsNeverAskedInClearText(String server) throws IOException {
        List<Integer> first = new CopyOnWriteArrayList<>();
        RawServer raw = closedLater(RawServer.handling(connection -> {
            int begun = connection.getInputStream().read();
            if (begun >= 0) {
                first.add(begun);
            }
            if (server.equals("speaks clear text")) {
                connection.getOutputStream().write(NOT_FOUND.getBytes(StandardCharsets.ISO_8859_1));
            } else if (server.equals("refuses TLS")) {
                connection.getOutputStream().write(new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 40});
            }
            connection.getOutputStream().flush();
            end(connection, server.equals("resets"));
        }));
        for (int call = 0; call < 2; call++) {
            URI url = URI.create("https://localhost:" + raw.port() + "/a.flac");
            assertThrows(
                    Exception.class,
                    () -> transport()
                            .get(PortRequests.storage(url), new AbortSignal())
                            .close());
        }
        assertEquals(Set.of(HANDSHAKE), Set.copyOf(first), "first bytes of the connections");
    }
}
