package io.github.cambtts.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/**
 * A server socket whose port no longer listens once {@link #close} returns. The kernel keeps listening until the thread
 * that accepts has left the system call.
 */
class ListeningSocket extends ServerSocket {

    private final Semaphore accepting = new Semaphore(1);

    /** Creates a socket that is not bound. */
    ListeningSocket() throws IOException {
        super();
    }

    /** Makes the socket of a connection before it is accepted. */
    Socket newConnection() {
        return new Socket();
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
        return connection;
    }

    @Override
    public void close() throws IOException {
        super.close();
        accepting.acquireUninterruptibly();
        accepting.release();
    }
}
