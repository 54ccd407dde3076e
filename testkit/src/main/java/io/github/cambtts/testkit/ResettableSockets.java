package io.github.cambtts.testkit;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import javax.net.ServerSocketFactory;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** Makes one server socket, whose connections the thread that writes to them can end at any byte. */
final class ResettableSockets extends ServerSocketFactory {

    /** How the connection that this thread writes to ends; set only for the write that must end it. */
    private static final ThreadLocal<@Nullable Ending> ENDING = new ThreadLocal<>();

    private final ListeningSocket listening;

    ResettableSockets() throws IOException {
        this.listening = new ResettableServerSocket();
    }

    ListeningSocket listening() {
        return listening;
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
    public ServerSocket createServerSocket() {
        return listening;
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

    private static final class ResettableServerSocket extends ListeningSocket {

        ResettableServerSocket() throws IOException {
            super();
        }

        /** Always true, so that a server can start on a port that still has old connections. */
        @Override
        public void setReuseAddress(boolean on) throws SocketException {
            super.setReuseAddress(true);
        }

        @Override
        Connection newConnection() {
            return new ResettableSocket();
        }

        private final class ResettableSocket extends Connection {

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
}
