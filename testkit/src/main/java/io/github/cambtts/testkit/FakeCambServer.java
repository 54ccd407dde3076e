package io.github.cambtts.testkit;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FakeCamb} on HTTP: the API on one port of the loopback interface, storage on another.
 *
 * <p>HTTP/1.1 needs the JDK alone; {@link Wire#TLS_HTTP_2} needs OkHttp's {@code mockwebserver3} on the class path.
 * Thread-safe. The owner closes it.
 */
public final class FakeCambServer implements AutoCloseable {

    private static final String BASE_PATH = "/apis";

    /** What is spoken on the wire. */
    public enum Wire {
        /** HTTP/1.1 in the clear. */
        PLAIN,
        /** HTTP/1.1 over TLS. */
        TLS,
        /** HTTP/2 over TLS, agreed on by ALPN; HTTP/1.1 with a client that does not offer it. */
        TLS_HTTP_2
    }

    private final FakeCamb camb;
    private final Wire wire;
    private final Optional<SelfSigned> certificate;
    private volatile @Nullable WireServer api;
    private volatile @Nullable WireServer storage;

    private FakeCambServer(FakeCamb camb, Wire wire) {
        this.camb = camb;
        this.wire = wire;
        this.certificate = wire == Wire.PLAIN ? Optional.empty() : Optional.of(SelfSigned.forLoopback());
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
        try {
            server.storage = server.listen(Origin.STORAGE, 0);
            server.api = server.listen(Origin.API, port);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** Makes a server that does not listen yet. */
    static FakeCambServer of(FakeCamb camb, Wire wire) {
        return new FakeCambServer(camb, wire);
    }

    private WireServer listen(Origin origin, int port) throws IOException {
        Function<ReceivedRequest, FakeResponse> answers = request -> camb.answerTo(request, baseUrl(), storageUrl());
        Optional<SSLContext> tls = certificate.map(SelfSigned::serverContext);
        return wire == Wire.TLS_HTTP_2
                ? Http2Server.start(port, tls.orElseThrow(), origin, answers)
                : Http1Server.start(port, tls, origin, answers);
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

    private String origin(@Nullable WireServer server) {
        // A name where there is a certificate for it, and an address where a second one for the name would confuse.
        String host = wire == Wire.PLAIN ? "http://127.0.0.1:" : "https://localhost:";
        return host + started(server).port();
    }

    private static WireServer started(@Nullable WireServer server) {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    /**
     * Returns the certificate, to be trusted by clients.
     *
     * @return one X.509 certificate in PEM
     * @throws IllegalStateException if the server speaks in the clear
     */
    public String certificatePem() {
        return certificate
                .orElseThrow(() -> new IllegalStateException("A server in the clear has no certificate."))
                .pem();
    }

    /**
     * Returns settings for a client that is to trust this server.
     *
     * @return the JVM's defaults and, on TLS, trust in the certificate
     */
    public NetworkSettings networkSettings() {
        if (certificate.isEmpty()) {
            return NetworkSettings.defaults();
        }
        X509TrustManager trusting = certificate.get().trustManager();
        return NetworkSettings.defaults().withTrust(SelfSigned.clientContext(trusting), trusting);
    }

    /**
     * Returns how many connections were made to the API.
     *
     * @return the number of sockets accepted
     */
    public int connections() {
        return started(api).accepted();
    }

    /** Stops listening and drops all connections. */
    @Override
    public void close() {
        Stream.of(Optional.ofNullable(api), Optional.ofNullable(storage))
                .flatMap(Optional::stream)
                .forEach(WireServer::close);
    }
}
