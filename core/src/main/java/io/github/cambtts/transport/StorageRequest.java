package io.github.cambtts.transport;

import io.github.cambtts.internal.text.Arguments;
import io.github.cambtts.internal.text.Redaction;
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
     * @throws IllegalArgumentException if a component is null
     */
    public StorageRequest {
        Arguments.given(url, "url", "Give the presigned URL.");
        Arguments.given(headers, "headers", "Give a map, Map.of() for none.");
        Arguments.given(connectTimeout, "connectTimeout", "Give a duration such as Duration.ofSeconds(10).");
    }

    /** Shows nothing of the URL after its host: the path and the query are secrets. */
    @Override
    public String toString() {
        return "GET " + Redaction.origin(url);
    }
}
