package io.github.cambtts.testkit;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * A {@link FakeCamb} on HTTP: the API on one port of the loopback interface, storage on another.
 *
 * <p>Thread-safe. The owner closes it.
 */
public final class FakeCambServer implements AutoCloseable {

    /** Held, or the level set would be lost with the logger. */
    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

    private static final String BASE_PATH = "/apis";

    static {
        SERVER_LOG.setLevel(Level.OFF);
    }

    /** What is spoken on the wire. */
    public enum Wire {
        /** HTTP/1.1 in the clear. */
        PLAIN,
        /** HTTP/1.1 over TLS. */
        TLS,
        /** HTTP/2 over TLS, agreed on by ALPN; HTTP/1.1 with a client that does not offer HTTP/2. */
        TLS_HTTP_2
    }

    private final FakeCamb camb;
    private final Wire wire;
    private final HeldCertificate certificate;
    private final MockWebServer api = new MockWebServer();
    private final MockWebServer storage = new MockWebServer();
    private final Gate closing = new Gate();

    private FakeCambServer(FakeCamb camb, Wire wire) {
        this.camb = camb;
        this.wire = wire;
        this.certificate = new HeldCertificate.Builder()
                .commonName("localhost")
                .addSubjectAlternativeName("localhost")
                .build();
    }

    /**
     * Starts a server in the clear that answers every run with a spoken sentence.
     *
     * @return the server
     * @throws IOException if no port can be had
     */
    public static FakeCambServer start() throws IOException {
        return start(new FakeCamb(), Wire.PLAIN, 0);
    }

    /**
     * Starts a server.
     *
     * @param camb what it answers
     * @param wire what it speaks
     * @param port the API's port; 0 for any that is free
     * @return the server
     * @throws IOException if the port cannot be had
     */
    public static FakeCambServer start(FakeCamb camb, Wire wire, int port) throws IOException {
        FakeCambServer server = of(camb, wire);
        server.listen(server.storage, Origin.STORAGE, 0);
        server.listen(server.api, Origin.API, port);
        return server;
    }

    /** Makes a server that does not listen yet. */
    static FakeCambServer of(FakeCamb camb, Wire wire) {
        return new FakeCambServer(camb, wire);
    }

    private void listen(MockWebServer server, Origin origin, int port) throws IOException {
        server.setServerSocketFactory(new ResettableSockets());
        if (wire != Wire.PLAIN) {
            HandshakeCertificates certificates = new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build();
            server.useHttps(certificates.sslSocketFactory());
        }
        server.setProtocols(
                wire == Wire.TLS_HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                Answer answer = camb.answerTo(received(origin, request), baseUrl(), storageUrl());
                if (answer.fault() == Answer.Fault.SILENCE) {
                    closing.awaitMillis(Long.MAX_VALUE);
                }
                return WireAnswer.of(answer, request.getVersion().equals("HTTP/2"), closing);
            }
        });
        server.start(InetAddress.getLoopbackAddress(), port);
    }

    private static ReceivedRequest received(Origin origin, RecordedRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        Headers sent = request.getHeaders();
        for (int i = 0; i < sent.size(); i++) {
            headers.computeIfAbsent(sent.name(i).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(sent.value(i));
        }
        return new ReceivedRequest(origin, request.getMethod(), request.getTarget(), headers);
    }

    /**
     * Returns what it answers, to script it and to see what was asked.
     *
     * @return the service
     */
    public FakeCamb camb() {
        return camb;
    }

    /**
     * Returns the base URL of the API.
     *
     * @return such as {@code http://127.0.0.1:40123/apis}
     */
    public URI baseUrl() {
        return URI.create(origin(api) + BASE_PATH);
    }

    /**
     * Returns the URL of the storage's root.
     *
     * @return such as {@code http://127.0.0.1:40124}
     */
    public URI storageUrl() {
        return URI.create(origin(storage));
    }

    private String origin(MockWebServer server) {
        // A name where there is a certificate for it, and an address where a second one for the name would confuse.
        return wire == Wire.PLAIN ? "http://127.0.0.1:" + server.getPort() : "https://localhost:" + server.getPort();
    }

    /**
     * Returns the certificate, to be trusted by clients.
     *
     * @return one X.509 certificate in PEM
     */
    public String certificatePem() {
        return certificate.certificatePem();
    }

    /**
     * Returns settings for a client that is to trust this server.
     *
     * @return the JVM's defaults and, on TLS, trust in the certificate
     */
    public NetworkSettings networkSettings() {
        if (wire == Wire.PLAIN) {
            return NetworkSettings.defaults();
        }
        HandshakeCertificates trusting = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        return NetworkSettings.defaults().withTrust(trusting.sslContext(), trusting.trustManager());
    }

    /**
     * Returns how many connections were made to the API.
     *
     * @return the number of sockets accepted
     */
    public int connections() {
        return ((ResettableSockets) serverSockets()).accepted();
    }

    private ServerSocketFactory serverSockets() {
        ServerSocketFactory factory = api.getServerSocketFactory();
        if (factory == null) {
            throw new IllegalStateException("not started");
        }
        return factory;
    }

    /** Stops listening and drops all connections. */
    @Override
    public void close() {
        closing.open();
        api.close();
        storage.close();
    }
}
