package io.github.cambtts.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A proxy did not make the connection: it refused, for example with 407 (RFC 9110, section 15.5.8), or could not reach the
 * server, for example with 502 (section 15.6.3).
 */
public final class ProxyException extends IOException {

    private static final long serialVersionUID = 2L;

    /** The status that the proxy answered to CONNECT, 0 if it is not known. */
    private final int status;

    /**
     * Creates the exception for a proxy that refused.
     *
     * @param message what the proxy answered, without any credential; null if nothing is known
     */
    public ProxyException(@Nullable String message) {
        this(0, message);
    }

    /**
     * Creates the exception.
     *
     * @param status the status of the proxy's answer to CONNECT; 500 or more means that it could not reach the server;
     *     0 if the status is not known
     * @param message what the proxy answered, without any credential; null if nothing is known
     */
    public ProxyException(int status, @Nullable String message) {
        super(message);
        this.status = status;
    }

    /**
     * Returns the status that the proxy answered to CONNECT.
     *
     * @return the status; 0 if it is not known
     */
    public int status() {
        return status;
    }
}
