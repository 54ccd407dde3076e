package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Connection;

/** The HTTP/1.1 connections that have carried a request, with the socket beneath each, below TLS. Thread-safe. */
final class KeptConnections {

    private final Map<Connection, GuardedSocket> sockets = Collections.synchronizedMap(new WeakHashMap<>());

    void keep(Connection connection, GuardedSocket socket) {
        sockets.put(connection, socket);
    }

    /**
     * Closes a connection that has something to read although nothing was asked: OkHttp then fails to write the request,
     * and looks for another connection.
     *
     * @return whether the connection has carried a request before
     */
    boolean dropIfReadable(Connection connection) throws IOException {
        GuardedSocket socket = sockets.get(connection);
        if (socket == null) {
            return false;
        }
        if (!socket.isClosed()
                && (socket.getInputStream().available() > 0
                        || connection.socket().getInputStream().available() > 0)) {
            socket.close();
        }
        return true;
    }
}
