package io.github.cambtts.internal.http;

import io.github.cambtts.transport.Transport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * What all calls of a client share.
 *
 * @param baseUrl the API's base URL, without a slash at its end
 * @param apiKey the API key
 * @param transport sends the requests
 * @param proxy the proxy of the client's network settings, which messages name
 */
public record Service(URI baseUrl, String apiKey, Transport transport, Optional<InetSocketAddress> proxy) {

    /** Returns host and port of a URL, and the proxy if there is one, as a message names them. */
    String destination(URI url) {
        int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equalsIgnoreCase("http") ? 80 : 443;
        return url.getHost() + ":" + port
                + proxy.map(at -> " through the proxy " + at.getHostString() + ":" + at.getPort())
                        .orElse("");
    }

    /** Shows everything but the key. */
    @Override
    public String toString() {
        return "Service[" + baseUrl + "]";
    }
}
