package io.github.cambtts.testkit.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server that sends any bytes, for responses that a correct server cannot send. */
final class RawServer implements AutoCloseable {

    /** How long a connection waits for a client that does not close it. */
    private static final int SOCKET_TIMEOUT_MILLIS = 20_000;

    private final ServerSocket listening;
    private final boolean tls;
    private final Script script;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private RawServer(ServerSocket listening, boolean tls, Script script) {
        this.listening = listening;
        this.tls = tls;
        this.script = script;
    }

    /** Handles one connection. */
    interface ConnectionHandler {

        /** Handles the connection, which is closed afterwards. */
        void handle(Socket connection) throws IOException, InterruptedException;
    }

    /** Responds to one request. */
    interface Script {

        /**
         * Responds; the connection is then used for the next request unless it was closed.
         *
         * @param number which request this is, from 1 on, over all connections
         */
        void respond(int number, Socket connection, OutputStream out) throws IOException, InterruptedException;
    }

    static RawServer start(Script script) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), false, script);
    }

    /** Starts a server with TLS; its URL has the host name {@code localhost}. */
    static RawServer start(HeldCertificate certificate, Script script) throws IOException {
        HandshakeCertificates certificates =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        ServerSocket listening = certificates
                .sslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return start(listening, true, script);
    }

    private static RawServer start(ServerSocket listening, boolean tls, Script script) {
        RawServer server = new RawServer(listening, tls, script);
        daemon(() -> server.accept(server::serve));
        return server;
    }

    /** Starts a server that hands each connection to a handler, which need not speak HTTP. */
    static RawServer handling(ConnectionHandler handler) throws IOException {
        RawServer server = new RawServer(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), false, (number, connection, out) -> {});
        daemon(() -> server.accept(connection -> server.handle(handler, connection)));
        return server;
    }

    /** Starts a server that sends the same bytes to every request and closes the connection. */
    static RawServer responding(String response) throws IOException {
        return start((number, connection, out) -> {
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            connection.close();
        });
    }

    /** Speaks TLS on a connection from now on. It would trust a client with the same certificate. */
    static SSLSocket overTls(Socket connection, HeldCertificate certificate) throws IOException {
        HandshakeCertificates held = new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .addTrustedCertificate(certificate.certificate())
                .build();
        SSLSocket tls = (SSLSocket)
                held.sslContext().getSocketFactory().createSocket(connection, "localhost", connection.getPort(), true);
        tls.setUseClientMode(false);
        return tls;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Consumer<Socket> served) {
        try {
            while (true) {
                Socket connection = listening.accept();
                connections.add(connection);
                connection.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
                daemon(() -> served.accept(connection));
            }
        } catch (IOException e) {
            // The server is closed.
        }
    }

    private void handle(ConnectionHandler handler, Socket connection) {
        try (connection) {
            handler.handle(connection);
        } catch (IOException e) {
            // The client closed the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (String head = readHead(in); !head.isEmpty() && !connection.isClosed(); head = readHead(in)) {
                int number;
                Watch.lookAtThreads();
                synchronized (heads) {
                    heads.add(head);
                    number = heads.size();
                }
                script.respond(number, connection, connection.getOutputStream());
                if (connection.isClosed()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client closed the connection, as in many cases.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.append((char) c);
        }
        return head.toString();
    }

    int port() {
        return listening.getLocalPort();
    }

    URI url() {
        return URI.create((tls ? "https://localhost:" : "http://127.0.0.1:") + port());
    }

    /** Returns how many connections were made. */
    int connections() {
        return connections.size();
    }

    /** Returns the request lines and headers received. */
    List<String> heads() {
        return heads;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
