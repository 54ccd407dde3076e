package io.github.cambtts.adapter.feign;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that ask the system for 64 KiB at a time. OkHttp asks for 8 KiB, and at the speed of a local network the
 * system calls are then the largest part of the work.
 */
final class ReadAheadSocketFactory extends SocketFactory {

    private static final int READ_AHEAD_BYTES = 64 * 1024;

    /** The one that OkHttp calls: it connects sockets by itself. */
    @Override
    public Socket createSocket() {
        return new ReadAheadSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return SocketFactory.getDefault().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return SocketFactory.getDefault().createSocket(host, port, localHost, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return SocketFactory.getDefault().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return SocketFactory.getDefault().createSocket(host, port, localHost, localPort);
    }

    private static final class ReadAheadSocket extends Socket {

        private @Nullable InputStream readAhead;

        /** Always the same stream: TLS through a proxy goes on where the proxy's answer ended. */
        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (readAhead == null) {
                readAhead = new ReadAhead(super.getInputStream());
            }
            return readAhead;
        }
    }

    /** As {@link java.io.BufferedInputStream}, without its lock and without asking what is available. */
    private static final class ReadAhead extends FilterInputStream {

        private final byte[] buffer = new byte[READ_AHEAD_BYTES];
        private int position;
        private int limit;

        ReadAhead(InputStream socket) {
            super(socket);
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            if (position == limit) {
                if (count >= READ_AHEAD_BYTES) {
                    return in.read(target, offset, count);
                }
                position = 0;
                limit = Math.max(in.read(buffer, 0, READ_AHEAD_BYTES), 0);
                if (limit == 0) {
                    return -1;
                }
            }
            int read = Math.min(count, limit - position);
            System.arraycopy(buffer, position, target, offset, read);
            position += read;
            return read;
        }

        @Override
        public int available() throws IOException {
            return limit - position + in.available();
        }

        @Override
        public long skip(long count) throws IOException {
            long buffered = Math.min(Math.max(count, 0), limit - position);
            position += (int) buffered;
            return buffered > 0 ? buffered : in.skip(count);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
