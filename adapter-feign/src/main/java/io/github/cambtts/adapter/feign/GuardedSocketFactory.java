package io.github.cambtts.adapter.feign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Creates the sockets of one call: {@link GuardedSocket}s, or those of the host's own factory. OkHttp creates unconnected
 * sockets only.
 */
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
        Socket socket = factory == SocketFactory.getDefault() ? new GuardedSocket(sockets) : factory.createSocket();
        call.register(socket);
        return socket;
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
