package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Wraps the sockets of another factory in {@link GuardedSocket}s. OkHttp creates unconnected sockets only. */
final class GuardedSocketFactory extends SocketFactory {

    private final SocketFactory factory;
    private final ConnectingCall call;
    private final OpenSockets sockets;

    GuardedSocketFactory(SocketFactory factory, ConnectingCall call, OpenSockets sockets) {
        this.factory = factory;
        this.call = call;
        this.sockets = sockets;
    }

    @Override
    public Socket createSocket() throws IOException {
        return new GuardedSocket(factory.createSocket(), call, sockets);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }
}
