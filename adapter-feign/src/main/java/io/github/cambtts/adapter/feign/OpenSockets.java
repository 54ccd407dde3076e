package io.github.cambtts.adapter.feign;

import java.net.Socket;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The open TCP sockets of a transport, whichever call connected them. OkHttp shows only the outer socket of a
 * connection, which over TLS is another object with the same addresses. Thread-safe.
 */
final class OpenSockets {

    private record Ends(SocketAddress local, SocketAddress remote) {

        static @Nullable Ends of(Socket socket) {
            SocketAddress remote = socket.getRemoteSocketAddress();
            return remote == null || socket.isClosed() ? null : new Ends(socket.getLocalSocketAddress(), remote);
        }
    }

    private final Map<Ends, GuardedSocket> sockets = new ConcurrentHashMap<>();

    /** Adds a connected socket. */
    void add(GuardedSocket socket) {
        Ends ends = Ends.of(socket);
        if (ends != null) {
            sockets.put(ends, socket);
        }
    }

    /** Removes a socket that is about to be closed. */
    void remove(GuardedSocket socket) {
        Ends ends = Ends.of(socket);
        if (ends != null) {
            sockets.remove(ends, socket);
        }
    }

    /** Returns the socket of a connection, or null if it is closed or OkHttp created it, as through a SOCKS proxy. */
    @Nullable
    GuardedSocket of(@Nullable Connection connection) {
        Ends ends = connection == null ? null : Ends.of(connection.socket());
        return ends == null ? null : sockets.get(ends);
    }
}
