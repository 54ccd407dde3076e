package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/** The HTTP/1.1 connections that have carried a request, with the TCP socket of each. Thread-safe. */
final class KeptConnections {

    private final Map<Connection, Optional<GuardedSocket>> sockets = Collections.synchronizedMap(new WeakHashMap<>());

    /** Adds a connection; the socket is null through a SOCKS proxy, where OkHttp creates it. */
    void add(Connection connection, @Nullable GuardedSocket socket) {
        sockets.put(connection, Optional.ofNullable(socket));
    }

    /** Returns whether a connection has carried a request before. */
    boolean isKept(@Nullable Connection connection) {
        return connection != null && sockets.containsKey(connection);
    }

    /** Returns the TCP socket of a kept connection, or null if it is not a {@link GuardedSocket}. */
    @Nullable
    GuardedSocket socketOf(@Nullable Connection connection) {
        Optional<GuardedSocket> known = connection == null ? null : sockets.get(connection);
        return known == null ? null : known.orElse(null);
    }

    /**
     * Closes a kept connection that has bytes to read before a request was sent, or whose socket is unknown. OkHttp
     * then fails to write the request, and uses another connection.
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
