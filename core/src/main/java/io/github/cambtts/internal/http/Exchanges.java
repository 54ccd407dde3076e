package io.github.cambtts.internal.http;

import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * What all exchanges of a call share, those with the API and those with storage.
 *
 * @param transport sends the requests
 * @param requests creates them
 * @param timeouts limits the waits
 * @param errors reads responses with an error status
 * @param proxy the proxy of the client's network settings, which messages name
 */
public record Exchanges(
        Transport transport,
        RequestFactory requests,
        Timeouts timeouts,
        ErrorResponseReader errors,
        Optional<InetSocketAddress> proxy) {

    Exchange send(TransportRequest request, Operation operation) throws TtsException {
        return Exchange.send(transport, request, destination(request.url()), operation, timeouts);
    }

    /** Returns host and port, and the proxy if there is one, as a message names them. */
    private String destination(URI url) {
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("http") ? 80 : 443;
        return url.getHost() + ":" + port
                + proxy.map(at -> " through the proxy " + at.getHostString() + ":" + at.getPort())
                        .orElse("");
    }
}
