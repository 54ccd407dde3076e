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
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** A server that says whatever it is told to, for what no well-behaved one can be made to say. */
final class RawServer implements AutoCloseable {

    /** How long a connection is held for a client that does not close it. */
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

    /** What is done with one connection. */
    interface ConnectionHandler {

        /** Talks; the connection is closed afterwards. */
        void handle(Socket connection) throws IOException, InterruptedException;
    }

    /** What is said to one request. */
    interface Script {

        /**
         * Answers; the connection goes on to the next request afterwards unless it was closed.
         *
         * @param number which request this is, from 1 on, over all connections
         */
        void respond(int number, Socket connection, OutputStream out) throws IOException, InterruptedException;
    }

    static RawServer start(Script script) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), false, script);
    }

    /** Starts one that speaks TLS, by the name that the certificate is for. */
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

    /** Does something with each connection, whatever is spoken on it. */
    static RawServer handling(ConnectionHandler handler) throws IOException {
        RawServer server = new RawServer(
                new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), false, (number, connection, out) -> {});
        daemon(() -> server.accept(connection -> server.handle(handler, connection)));
        return server;
    }

    /** Says one thing to every request and closes the connection. */
    static RawServer responding(String response) throws IOException {
        return start((number, connection, out) -> {
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            connection.close();
        });
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
            // Closed: no more connections.
            return;
        }
    }

    private void handle(ConnectionHandler handler, Socket connection) {
        try (connection) {
            handler.handle(connection);
        } catch (IOException e) {
            // The client hung up.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            for (String head = readHead(in); !head.isEmpty() && !connection.isClosed(); head = readHead(in)) {
                int number;
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
            // The client hung up, as many a case has it do.
            return;
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
