package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.AbortSignal;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * What a call waits for, and how it is ended. {@code Call.cancel} misses a lookup of a name, and a socket that OkHttp is
 * between two steps of connecting with.
 *
 * <p>Thread-safe: OkHttp connects in threads of its own, and {@link #abort()} may come from any.
 */
final class ConnectingCall {

    private final AbortSignal signal;
    private final List<GuardedSocket> sockets = new ArrayList<>(1);
    private @Nullable Call call;
    private @Nullable Future<?> lookup;
    private boolean connecting;
    private boolean aborted;

    ConnectingCall(AbortSignal signal) {
        this.signal = signal;
    }

    synchronized void begin(Call begun) throws IOException {
        call = begun;
        rejectIfAborted();
    }

    /** Tells that OkHttp looks for a connection. */
    void connecting() {
        signal.connecting();
        synchronized (this) {
            connecting = true;
        }
    }

    /**
     * Tells that OkHttp has a connection.
     *
     * @return the socket beneath it, if it was made for this call
     */
    @Nullable
    GuardedSocket connected(@Nullable Connection connection) {
        signal.connected();
        GuardedSocket beneath = null;
        synchronized (this) {
            connecting = false;
            lookup = null;
            for (GuardedSocket socket : sockets) {
                if (connection != null && isBeneath(socket, connection.socket())) {
                    beneath = socket;
                } else {
                    socket.serve(false);
                }
            }
            sockets.clear();
        }
        return beneath;
    }

    private static boolean isBeneath(Socket socket, Socket top) {
        return socket == top
                || (!socket.isClosed()
                        && top.getLocalSocketAddress().equals(socket.getLocalSocketAddress())
                        && top.getRemoteSocketAddress().equals(socket.getRemoteSocketAddress()));
    }

    /** Tells that a socket is about to connect. */
    synchronized void connects(GuardedSocket socket) throws IOException {
        if (aborted) {
            socket.close();
        }
        rejectIfAborted();
        sockets.add(socket);
    }

    /** Returns how much the sockets have received that this call is connecting with. */
    synchronized long receivedBytes() {
        return sockets.stream().mapToLong(GuardedSocket::overheadBytes).max().orElse(0);
    }

    private void rejectIfAborted() throws IOException {
        if (aborted) {
            throw new InterruptedIOException("aborted");
        }
    }

    /** Ends the call and wakes the thread that waits for it. */
    void abort() {
        Call cancelled;
        synchronized (this) {
            aborted = true;
            cancelled = call;
            if (lookup != null) {
                lookup.cancel(true);
            }
            if (connecting) {
                // Within the lock: once there is a connection, other calls may share it.
                sockets.forEach(ConnectingCall::closeQuietly);
            }
        }
        if (cancelled != null) {
            cancelled.cancel();
        }
    }

    static void closeQuietly(Closeable closing) {
        try {
            closing.close();
        } catch (IOException | RuntimeException e) {
            // It is as good as closed. OkHttp stumbles over what it refused before, such as a chunk size below zero.
            return;
        }
    }

    /** Returns the lookup of names for this call. */
    Dns dns(NameLookups lookups) {
        return new CallDns(this, lookups);
    }

    private synchronized void waitsFor(Future<?> answer) {
        lookup = answer;
        if (aborted) {
            answer.cancel(true);
        }
    }

    /** Equal for all calls: OkHttp shares connections between clients whose {@code Dns} are equal. */
    private record CallDns(ConnectingCall call, NameLookups lookups) implements Dns {

        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            return lookups.await(hostname, call::waitsFor);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CallDns dns && dns.lookups == lookups;
        }

        @Override
        public int hashCode() {
            return lookups.hashCode();
        }
    }
}
