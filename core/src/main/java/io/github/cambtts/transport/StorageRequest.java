package io.github.cambtts.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * A GET of a presigned URL, which is a credential by itself: the headers never hold the API key.
 *
 * @param url the URL, to be sent as it is, to the letter
 * @param headers the headers to send
 * @param connectTimeout how long setting up a connection may take
 */
public record StorageRequest(URI url, Map<String, String> headers, Duration connectTimeout)
        implements TransportRequest {

    /** Shows the origin and nothing else: the path may be a secret and the query is one. */
    @Override
    public String toString() {
        return "GET " + url.getScheme() + "://" + url.getRawAuthority() + "/…";
    }
}
