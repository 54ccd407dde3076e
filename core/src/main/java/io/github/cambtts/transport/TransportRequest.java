package io.github.cambtts.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One GET: of a run's result, of a task's status, or of a presigned URL.
 *
 * <p>The headers of a {@link ResultRequest} and a {@link TaskRequest} hold the API key, and the URL of a {@link StorageRequest} grants access:
 * {@code toString} shows neither, and a transport writes neither to a log or an exception.
 */
public sealed interface TransportRequest permits ResultRequest, TaskRequest, StorageRequest {

    /**
     * Returns the URL to send the request to.
     *
     * @return an absolute {@code http} or {@code https} URL
     */
    URI url();

    /**
     * Returns the headers to send, exactly these (rule T4); {@code Accept}, {@code Accept-Encoding} and {@code User-Agent}
     * are always among them, so that no stack adds its own. The order of different fields carries no meaning (RFC 9110,
     * section 5.3), so a stack may send them in another.
     *
     * @return values by name
     */
    Map<String, String> headers();

    /**
     * Returns how long setting up a connection may take, TLS handshake included. A transport over a client that the
     * host configured keeps that client's own limit where the stack has no limit per request.
     *
     * @return a positive duration
     */
    Duration connectTimeout();
}
