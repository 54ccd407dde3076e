package io.github.cambtts.testkit;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Counts accepted connections, lets the thread that writes to a connection end it at any byte, and closes them all. */
final class ResettableSockets extends ServerSocketFactory implements AutoCloseable {

    /** How the connection that this thread writes to ends; set only for the write that must end it. */
    private static final ThreadLocal<@Nullable Ending> ENDING = new ThreadLocal<>();

    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    int accepted() {
        return accepted.get();
    }

    /**
     * Stops listening, and closes all connections, also those that are accepted meanwhile. Beneath TLS: closing an {@code SSLSocket} waits for a
     * thread that writes to it, and that thread may wait for its client.
     */
    @Override
    public void close() throws IOException {
        closed = true;
        for (Closeable socket : open) {
            socket.close();
        }
    }

    /** How a connection ends. */
    enum Ending {
        CLOSE,
        RESET
    }

    /** Ends the connection that a sink of the calling thread writes to. */
    static void end(Ending ending, BufferedSink sink) throws IOException {
        sink.flush();
        ENDING.set(ending);
        try {
            sink.writeUtf8("end").flush();
        } finally {
            ENDING.remove();
        }
        throw new IOException("ended as scripted");
    }

    @Override
    public ServerSocket createServerSocket() throws IOException {
        return new CountingServerSocket();
    }

    @Override
    public ServerSocket createServerSocket(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
        throw new UnsupportedOperationException();
    }

    private final class CountingServerSocket extends ListeningSocket {

        CountingServerSocket() throws IOException {
            super();
            open.add(this);
        }

        /** Always true, so that a server can start on a port that still has old connections. */
        @Override
        public void setReuseAddress(boolean on) throws SocketException {
            super.setReuseAddress(true);
        }

        @Override
        Socket newConnection() {
            return new ResettableSocket();
        }

        @Override
        public Socket accept() throws IOException {
            Socket socket = super.accept();
            accepted.incrementAndGet();
            open.add(socket);
            if (closed) {
                socket.close();
            }
            return socket;
        }
    }

    private final class ResettableSocket extends Socket {

        @Override
        public synchronized void close() throws IOException {
            open.remove(this);
            super.close();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int offset, int count) throws IOException {
                    Ending ending = ENDING.get();
                    if (ending != null) {
                        setSoLinger(ending == Ending.RESET, 0);
                        ResettableSocket.this.close();
                        throw new IOException("ended as scripted");
                    }
                    try {
                        out.write(bytes, offset, count);
                    } catch (IOException e) {
                        // The client is gone; without this the mock web server would keep the socket.
                        ResettableSocket.this.close();
                        throw e;
                    }
                }
            };
        }
    }
}
