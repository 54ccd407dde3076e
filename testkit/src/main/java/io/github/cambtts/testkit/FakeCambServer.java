package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.transport.NetworkSettings;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FakeCamb} over HTTP: the API on one port, storage on another; on the loopback interface by default.
 *
 * <p>HTTP/1.1 needs only the JDK; {@link Wire#TLS_HTTP_2} needs OkHttp's {@code mockwebserver3} on the class path.
 * Thread-safe. Whoever starts it closes it.
 */
public final class FakeCambServer implements AutoCloseable {

    private static final String BASE_PATH = "/apis";

    /** The protocols that a server speaks. */
    public enum Wire {
        /** HTTP/1.1 without TLS. */
        PLAIN,
        /** HTTP/1.1 over TLS. */
        TLS,
        /** HTTP/2 over TLS, negotiated by ALPN; HTTP/1.1 with a client that does not offer HTTP/2. */
        TLS_HTTP_2
    }

    private final FakeCamb camb;
    private final Wire wire;
    private final Optional<InetAddress> address;
    private final Optional<URI> publicUrl;
    private final Optional<URI> publicStorageUrl;
    private final Optional<SelfSigned> certificate;
    private volatile @Nullable WireServer api;
    private volatile @Nullable WireServer storage;

    private FakeCambServer(Builder settings, Optional<InetAddress> address) {
        this.camb = settings.camb;
        this.wire = settings.wire;
        this.address = address;
        this.publicUrl = settings.publicUrl;
        this.publicStorageUrl = settings.publicStorageUrl;
        this.certificate = wire == Wire.PLAIN ? Optional.empty() : Optional.of(SelfSigned.of(hostsInUrls()));
    }

    /**
     * The settings of a server: where it listens, what it speaks, and under which URLs clients reach it. Not
     * thread-safe.
     */
    public static final class Builder {

        private static final int MAX_PORT = 65535;

        private final FakeCamb camb;
        private Wire wire = Wire.PLAIN;
        private Optional<String> host = Optional.empty();
        private int port;
        private int storagePort;
        private Optional<URI> publicUrl = Optional.empty();
        private Optional<URI> publicStorageUrl = Optional.empty();
        private BiFunction<FakeCambServer, ReceivedRequest, Optional<FakeResponse>> pages =
                (server, request) -> Optional.empty();

        private Builder(FakeCamb camb) {
            this.camb = requireNonNull(camb, "camb");
        }

        /**
         * Sets the protocols; HTTP/1.1 without TLS by default.
         *
         * @param spoken the protocols
         * @return this builder
         */
        public Builder wire(Wire spoken) {
            wire = requireNonNull(spoken, "spoken");
            return this;
        }

        /**
         * Sets the interface to listen on; the loopback interface by default.
         *
         * @param name the name or the address of one of this machine's interfaces; {@code 0.0.0.0} for all of them,
         *     so that other machines can reach the server
         * @return this builder
         */
        public Builder host(String name) {
            host = Optional.of(requireNonNull(name, "name"));
            return this;
        }

        /**
         * Sets the API's port; any free port by default.
         *
         * @param number 0 to 65535; 0 for any free port
         * @return this builder
         * @throws IllegalArgumentException if there is no such port
         */
        public Builder port(int number) {
            port = checked(number);
            return this;
        }

        /**
         * Sets the storage's port; any free port by default.
         *
         * @param number 0 to 65535; 0 for any free port
         * @return this builder
         * @throws IllegalArgumentException if there is no such port
         */
        public Builder storagePort(int number) {
            storagePort = checked(number);
            return this;
        }

        private static int checked(int port) {
            if (port < 0 || port > MAX_PORT) {
                throw new IllegalArgumentException("A port is a number from 0 to " + MAX_PORT + ", not " + port + ".");
            }
            return port;
        }

        /**
         * Sets the URL at which clients reach the API's port, if it differs from the listening address: a container's
         * mapped port, or a proxy. The base URL is built from it. Links have its host and the port that storage
         * listens on, unless {@link #publicStorageUrl} is set.
         *
         * @param origin scheme, host and perhaps port, such as {@code http://localhost:8080}
         * @return this builder
         * @throws IllegalArgumentException if it is not such a URL
         */
        public Builder publicUrl(URI origin) {
            publicUrl = Optional.of(checked(origin));
            return this;
        }

        /**
         * Sets the URL at which clients reach the storage's port; links begin with it.
         *
         * @param origin scheme, host and perhaps port, such as {@code http://localhost:8081}
         * @return this builder
         * @throws IllegalArgumentException if it is not such a URL
         */
        public Builder publicStorageUrl(URI origin) {
            publicStorageUrl = Optional.of(checked(origin));
            return this;
        }

        private static URI checked(URI origin) {
            boolean isOrigin = requireNonNull(origin, "origin").getHost() != null
                    && Set.of("http", "https").contains(origin.getScheme())
                    && Set.of("", "/").contains(origin.getPath())
                    && origin.getUserInfo() == null
                    && origin.getQuery() == null
                    && origin.getFragment() == null;
            if (!isOrigin) {
                throw new IllegalArgumentException(
                        "A public URL consists of scheme, host and port, such as http://localhost:8080.");
            }
            return URI.create(origin.getScheme() + "://" + origin.getAuthority());
        }

        /**
         * Serves other pages on the API's port, beside the API. They are not in the journal.
         *
         * @param other answers a request; absent if it is for the API
         * @return this builder
         */
        public Builder pages(BiFunction<FakeCambServer, ReceivedRequest, Optional<FakeResponse>> other) {
            pages = requireNonNull(other, "other");
            return this;
        }

        /**
         * Starts the server.
         *
         * @return the server
         * @throws IOException if a port is not available, or the host is not an interface of this machine
         */
        public FakeCambServer start() throws IOException {
            FakeCambServer server = new FakeCambServer(
                    this, host.isEmpty() ? Optional.empty() : Optional.of(InetAddress.getByName(host.get())));
            try {
                server.storage = server.listen(Origin.STORAGE, storagePort, server::answerTo);
                server.api = server.listen(
                        Origin.API,
                        port,
                        request -> pages.apply(server, request).orElseGet(() -> server.answerTo(request)));
                return server;
            } catch (IOException e) {
                server.close();
                throw e;
            }
        }
    }

    /**
     * Starts a server without TLS that answers every run with a spoken sentence.
     *
     * @return the server
     * @throws IOException if no port is available
     */
    public static FakeCambServer start() throws IOException {
        return start(new FakeCamb(), Wire.PLAIN, 0);
    }

    /**
     * Starts a server.
     *
     * @param camb the fake service
     * @param wire the protocols it speaks
     * @param port the API's port; 0 for any free port
     * @return the server
     * @throws IOException if the port is not available
     */
    public static FakeCambServer start(FakeCamb camb, Wire wire, int port) throws IOException {
        return builder(camb).wire(wire).port(port).start();
    }

    /**
     * Returns a builder for a server.
     *
     * @param camb the fake service
     * @return a builder
     */
    public static Builder builder(FakeCamb camb) {
        return new Builder(camb);
    }

    private FakeResponse answerTo(ReceivedRequest request) {
        return camb.answerTo(request, baseUrl(), storageUrl());
    }

    private WireServer listen(Origin origin, int portNumber, Function<ReceivedRequest, FakeResponse> answers)
            throws IOException {
        InetSocketAddress port = new InetSocketAddress(address.orElseGet(InetAddress::getLoopbackAddress), portNumber);
        Optional<SSLContext> tls = certificate.map(SelfSigned::serverContext);
        return wire == Wire.TLS_HTTP_2
                ? new Http2Server(port, tls.orElseThrow(), origin, answers)
                : Http1Server.start(port, tls, origin, answers);
    }

    /**
     * Returns the fake service, to script it and to see the requests it received.
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
        return URI.create(publicUrl.map(URI::toString).orElseGet(() -> origin(urlHost(), api)) + BASE_PATH);
    }

    /**
     * Returns the URL of the storage's root.
     *
     * @return such as {@code http://127.0.0.1:40124}
     */
    public URI storageUrl() {
        return publicStorageUrl.orElseGet(
                () -> URI.create(origin(publicUrl.map(URI::getHost).orElseGet(this::urlHost), storage)));
    }

    private String origin(String host, @Nullable WireServer server) {
        return (wire == Wire.PLAIN ? "http://" : "https://") + host + ":"
                + started(server).port();
    }

    /** Returns the host of URLs without a public URL. */
    private String urlHost() {
        if (address.isEmpty() || address.get().isAnyLocalAddress()) {
            // With TLS a name, which the certificate is for. Without TLS an address: the name may resolve to more
            // than one.
            return wire == Wire.PLAIN ? "127.0.0.1" : "localhost";
        }
        String text = address.get().getHostAddress();
        return address.get() instanceof Inet6Address ? "[" + text + "]" : text;
    }

    /** Returns the host names in URLs, which the certificate must cover. */
    private Set<String> hostsInUrls() {
        Set<String> hosts = new LinkedHashSet<>(List.of(urlHost(), "localhost"));
        publicUrl.map(URI::getHost).ifPresent(hosts::add);
        publicStorageUrl.map(URI::getHost).ifPresent(hosts::add);
        return hosts;
    }

    private static WireServer started(@Nullable WireServer server) {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    /**
     * Returns the certificate that clients must trust.
     *
     * @return one X.509 certificate in PEM
     * @throws IllegalStateException if the server does not use TLS
     */
    public String certificatePem() {
        return certificate
                .map(SelfSigned::pem)
                .orElseThrow(() -> new IllegalStateException("A server without TLS has no certificate."));
    }

    /**
     * Returns settings for a client that trusts this server.
     *
     * @return the defaults and, with TLS, trust in the certificate
     */
    public NetworkSettings networkSettings() {
        return certificate.map(SelfSigned::networkSettings).orElseGet(NetworkSettings::defaults);
    }

    /**
     * Returns how many connections the API's port has accepted.
     *
     * @return the number of sockets accepted
     */
    public int connections() {
        return started(api).accepted();
    }

    /**
     * Returns how many requests are being answered now, by the API and by storage: one whose client has gone away is not,
     * as soon as the server notices that. Over HTTP/2, 0.
     *
     * @return the number of requests
     */
    public int active() {
        return started(api).active() + started(storage).active();
    }

    /** Stops listening and drops all connections. */
    @Override
    public void close() {
        Stream.of(Optional.ofNullable(api), Optional.ofNullable(storage))
                .flatMap(Optional::stream)
                .forEach(WireServer::close);
    }
}
