package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A socket that limits how many bytes are received without a byte of a body: interim responses, headers, chunk
 * extensions, trailers. OkHttp reads chunk extensions and interim responses without limit.
 *
 * <p>Reads 64 KiB at a time. OkHttp reads 8 KiB at a time; on a local network, system calls then cost more than all
 * other work.
 *
 * <p>Over HTTP/1.1 the count is for the one exchange that a connection has at a time, over HTTP/2 for all of them.
 */
final class GuardedSocket extends Socket {

    private static final int READ_AHEAD_BYTES = 64 * 1024;

    /** Less than OkHttp's own limit for headers and trailers, 256 KiB, beyond which it says that the stream ended. */
    private static final long MAX_OVERHEAD_BYTES = 240 * 1024;

    /** Here a page counts that a proxy sends with its response to CONNECT. */
    private static final long MAX_CONNECTING_BYTES = 1 << 20;

    /** For each exchange over HTTP/2: what OkHttp receives of a body that nobody reads, its window of 16 MiB, and more. */
    private static final long MAX_HTTP2_BYTES = 17L << 20;

    private final OpenSockets sockets;
    private @Nullable GuardedInput input;
    private volatile long maxOverheadBytes = MAX_CONNECTING_BYTES;
    private volatile boolean kept;
    private long receivedBytes;
    private final AtomicLong overheadBytes = new AtomicLong();
    private int exchanges;

    GuardedSocket(OpenSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
        super.connect(endpoint, timeoutMillis);
        synchronized (this) {
            sockets.add(this);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        sockets.remove(this);
        super.close();
    }

    /**
     * Starts the count for an exchange, and adds it to those of the connection.
     *
     * @param isAlone whether the connection has one exchange at a time, as in HTTP/1.1
     */
    synchronized void beginExchange(boolean isAlone) {
        exchanges++;
        maxOverheadBytes = isAlone ? MAX_OVERHEAD_BYTES : exchanges * MAX_HTTP2_BYTES;
        overheadBytes.set(0);
    }

    synchronized void endExchange() {
        exchanges--;
    }

    /** Records that a response was received: from now on the server may close the connection while it is idle. */
    void keep() {
        kept = true;
    }

    /** Returns whether the connection has carried a request before. */
    boolean isKept() {
        return kept;
    }

    /** Resets the count: the reader received bytes of the body. */
    void bodyReceived() {
        overheadBytes.set(0);
    }

    /** Returns how many bytes this socket has received in all. */
    long receivedBytes() {
        return receivedBytes;
    }

    private int count(int read) throws ProtocolException {
        if (read > 0) {
            receivedBytes += read;
        }
        if (overheadBytes.addAndGet(Math.max(read, 0)) > maxOverheadBytes) {
            throw new ProtocolException(
                    "Received more than " + maxOverheadBytes + " bytes without any byte of the body");
        }
        return read;
    }

    /** Returns the same stream each time: TLS through a proxy continues after the proxy's response. */
    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (input == null) {
            input = new GuardedInput(super.getInputStream());
        }
        return input;
    }

    /** Like {@link java.io.BufferedInputStream}, but without its lock and its calls of {@code available()}. */
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
                // Throws, and the buffer stays empty, if the connection is broken.
                int filled = in.read(buffer, 0, READ_AHEAD_BYTES);
                if (filled <= 0) {
                    return -1;
                }
                position = 0;
                limit = filled;
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
