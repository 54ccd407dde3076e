package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A socket that bounds what is received without a byte of a body: interim responses, headers, chunk extensions, trailers.
 * OkHttp reads chunk extensions and interim responses without limit.
 *
 * <p>Asks the system for 64 KiB at a time. OkHttp asks for 8 KiB, and at the speed of a local network the system calls are
 * then the largest part of the work.
 *
 * <p>What is counted belongs to the one exchange that an HTTP/1.1 connection has at a time.
 */
final class GuardedSocket extends ForwardingSocket {

    private static final int READ_AHEAD_BYTES = 64 * 1024;
    private static final long MAX_OVERHEAD_BYTES = 1 << 20;

    private @Nullable ConnectingCall call;
    private @Nullable GuardedInput input;
    private volatile boolean bounded = true;
    private long receivedBytes;
    private long overheadBytes;

    GuardedSocket(Socket socket, ConnectingCall call) throws SocketException {
        super(socket);
        this.call = call;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        ConnectingCall connecting = call;
        if (connecting != null) {
            connecting.connects(this);
            // The connection outlives the call.
            call = null;
        }
        super.connect(endpoint, timeoutMillis);
    }

    /** Begins to count for an exchange, which an HTTP/1.1 connection has one at a time; no other is bounded. */
    void serve(boolean oneExchange) {
        bounded = oneExchange;
        overheadBytes = 0;
    }

    /** Tells that the reader got something of the body. */
    void bodyReceived() {
        overheadBytes = 0;
    }

    /** Returns how much was received since the exchange began, or since the reader last got something of the body. */
    long overheadBytes() {
        return overheadBytes;
    }

    /** Returns how much was ever received. */
    long receivedBytes() {
        return receivedBytes;
    }

    private int count(int read) throws ProtocolException {
        if (read > 0) {
            receivedBytes += read;
            overheadBytes += read;
        }
        if (overheadBytes > MAX_OVERHEAD_BYTES && bounded) {
            throw new ProtocolException("More than " + MAX_OVERHEAD_BYTES + " bytes came without any of the body");
        }
        return read;
    }

    /** Always the same stream: TLS through a proxy goes on where the proxy's answer ended. */
    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (input == null) {
            input = new GuardedInput(super.getInputStream());
        }
        return input;
    }

    /** As {@link java.io.BufferedInputStream}, without its lock and without asking what is available. */
    private final class GuardedInput extends InputStream {

        private final InputStream in;
        private final byte[] buffer = new byte[READ_AHEAD_BYTES];
        private int position;
        private int limit;

        GuardedInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (position == limit) {
                if (length >= READ_AHEAD_BYTES) {
                    return count(in.read(target, offset, length));
                }
                position = 0;
                limit = Math.max(in.read(buffer, 0, READ_AHEAD_BYTES), 0);
                if (limit == 0) {
                    return -1;
                }
            }
            int read = Math.min(length, limit - position);
            System.arraycopy(buffer, position, target, offset, read);
            position += read;
            return count(read);
        }

        @Override
        public int available() throws IOException {
            return limit - position + in.available();
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
