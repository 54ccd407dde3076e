package io.github.cambtts.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server socket that counts its connections. Once {@link #close} returns, they are closed and its port no longer
 * listens: the kernel keeps listening until the thread that accepts has left the system call.
 */
class ListeningSocket extends ServerSocket {

    private final Semaphore accepting = new Semaphore(1);
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /** Creates a socket that is not bound. */
    ListeningSocket() throws IOException {
        super();
    }

    /** A connection, known until it is closed. */
    class Connection extends Socket {

        @Override
        public synchronized void close() throws IOException {
            connections.remove(this);
            super.close();
        }
    }

    /** Makes the socket of a connection before it is accepted. */
    Connection newConnection() {
        return new Connection();
    }

    @Override
    public Socket accept() throws IOException {
        Socket connection = newConnection();
        accepting.acquireUninterruptibly();
        try {
            implAccept(connection);
        } finally {
            accepting.release();
        }
        accepted.incrementAndGet();
        connections.add(connection);
        if (isClosed()) {
            // It was accepted while close() was closing the others.
            connection.close();
        }
        return connection;
    }

    /** Returns how many connections were accepted. */
    int accepted() {
        return accepted.get();
    }

    /**
     * Closes the connections beneath TLS: closing an {@code SSLSocket} waits for a thread that writes to it, and that
     * thread may wait for its client.
     */
    @Override
    public void close() throws IOException {
        super.close();
        accepting.acquireUninterruptibly();
        accepting.release();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
