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

    /** Tells whether a connection has carried a request before. */
    boolean isKept(@Nullable Connection connection) {
        return connection != null && sockets.containsKey(connection);
    }

    /** Returns the socket beneath a kept connection, if it is of our making. */
    @Nullable
    GuardedSocket socketOf(@Nullable Connection connection) {
        Optional<GuardedSocket> known = connection == null ? null : sockets.get(connection);
        return known == null ? null : known.orElse(null);
    }

    /**
     * Closes a kept connection that has something to read although nothing was asked, or whose socket cannot tell: OkHttp
     * then fails to write the request, and looks for another connection.
     */
    void dropIfReadable(Connection connection) throws IOException {
        GuardedSocket known = socketOf(connection);
        Socket socket = known == null ? connection.socket() : known;
        if (!socket.isClosed()
                && (known == null
                        || socket.getInputStream().available() > 0
                        || connection.socket().getInputStream().available() > 0)) {
            socket.close();
        }
    }
}
