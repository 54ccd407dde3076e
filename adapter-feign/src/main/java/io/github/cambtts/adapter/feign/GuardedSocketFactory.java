package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Makes {@link GuardedSocket}s over those of another factory. */
final class GuardedSocketFactory extends SocketFactory {

    private final SocketFactory factory;

    GuardedSocketFactory(SocketFactory factory) {
        this.factory = factory;
    }

    /** The one that OkHttp calls: it connects sockets by itself. */
    @Override
    public Socket createSocket() throws IOException {
        return new GuardedSocket(factory.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new GuardedSocket(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return new GuardedSocket(factory.createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new GuardedSocket(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
        return new GuardedSocket(factory.createSocket(host, port, localHost, localPort));
    }
}
