package io.github.cambtts.transport;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A GET of a presigned URL, which is a credential by itself: the headers never hold the API key.
 *
 * @param url the URL, to be sent exactly as it is
 * @param headers the headers to send
 * @param connectTimeout how long setting up a connection may take
 */
public record StorageRequest(URI url, Map<String, String> headers, Duration connectTimeout)
        implements TransportRequest {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if a component is null
     */
    public StorageRequest {
        requireNonNull(url, "url");
        requireNonNull(headers, "headers");
        requireNonNull(connectTimeout, "connectTimeout");
    }

    /** Shows nothing of the URL after its host: the path and the query are secrets. */
    @Override
    public String toString() {
        return "GET " + url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + "/[hidden]";
    }
}
