package io.github.cambtts.cli;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import java.io.Closeable;
import java.io.IOException;

/** The fake service, in this process: known to this class alone, and loaded by the commands that need it. */
final class EmbeddedServer implements Closeable {

    private final FakeCambServer server;

    private EmbeddedServer(FakeCambServer server) {
        this.server = server;
    }

    /**
     * Starts the server on loopback.
     *
     * @param port 0 for any that is free
     */
    static EmbeddedServer start(int port) throws IOException {
        return new EmbeddedServer(FakeCambServer.start(new FakeCamb(), Wire.PLAIN, port));
    }

    /** Starts the server on loopback, on TLS, at any port that is free. */
    static EmbeddedServer startTls() throws IOException {
        return new EmbeddedServer(FakeCambServer.start(new FakeCamb(), Wire.TLS, 0));
    }

    /** Returns the certificate to be trusted. */
    String certificatePem() {
        return server.certificatePem();
    }

    String baseUrl() {
        return server.baseUrl().toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
