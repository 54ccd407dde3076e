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
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Aborts a call that may still be connecting. {@code Call.cancel} alone does not end a DNS lookup, and misses a socket
 * between two steps of connecting.
 *
 * <p>Thread-safe: OkHttp may connect in its own threads, and any thread may call {@link #abort()}.
 */
final class ConnectingCall {

    private final AbortSignal signal;
    private final List<Socket> sockets = new ArrayList<>(1);
    private @Nullable Call call;
    private @Nullable Future<?> lookup;
    private boolean connecting;
    private boolean aborted;

    ConnectingCall(AbortSignal signal) {
        this.signal = signal;
    }

    synchronized void begin(Call newCall) throws IOException {
        call = newCall;
        rejectIfAborted();
    }

    /** Records that OkHttp is looking for a connection. */
    void connecting() {
        signal.connecting();
        synchronized (this) {
            connecting = true;
        }
    }

    /** Records that OkHttp has a connection. */
    void connected() {
        signal.connected();
        synchronized (this) {
            connecting = false;
            lookup = null;
            sockets.clear();
        }
    }

    /** Registers a socket that is about to connect. */
    synchronized void register(Socket socket) throws IOException {
        if (aborted) {
            socket.close();
        }
        rejectIfAborted();
        sockets.add(socket);
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
                // Inside the lock: once connected, other calls may share the connection.
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
            // Nothing is left to close. OkHttp throws again for what it rejected before, such as a negative chunk size.
            return;
        }
    }

    /** Returns the DNS for this call. */
    Dns dns(NameLookups lookups) {
        return new CallDns(this, lookups);
    }

    private synchronized void setLookup(Future<?> pending) {
        lookup = pending;
        if (aborted) {
            pending.cancel(true);
        }
    }

    /** Equal for all calls: OkHttp shares connections between clients whose {@code Dns} are equal. */
    private record CallDns(ConnectingCall call, NameLookups lookups) implements Dns {

        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            return lookups.await(hostname, call::setLookup);
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
