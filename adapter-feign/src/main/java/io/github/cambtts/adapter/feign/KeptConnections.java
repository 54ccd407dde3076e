package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 connections that have carried a request, with the socket beneath each, below TLS. Thread-safe. */
final class KeptConnections {

    private final Map<Connection, Optional<GuardedSocket>> sockets = Collections.synchronizedMap(new WeakHashMap<>());

    /** Remembers a connection; one through a SOCKS proxy has a socket that is not of our making. */
    void keep(Connection connection, @Nullable GuardedSocket socket) {
        sockets.put(connection, Optional.ofNullable(socket));
    }

    /**
     * Closes a connection that has something to read although nothing was asked, or whose socket cannot tell: OkHttp then
     * fails to write the request, and looks for another connection.
     *
     * @return whether the connection has carried a request before
     */
    boolean dropIfReadable(Connection connection) throws IOException {
        Optional<GuardedSocket> known = sockets.get(connection);
        if (known == null) {
            return false;
        }
        Socket socket = known.isPresent() ? known.get() : connection.socket();
        if (!socket.isClosed()
                && (known.isEmpty()
                        || socket.getInputStream().available() > 0
                        || connection.socket().getInputStream().available() > 0)) {
            socket.close();
        }
        return true;
    }
}
