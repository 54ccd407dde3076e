package io.github.cambtts.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A proxy refused to make the connection, for example with 407 (RFC 9110, section 15.5.8). */
public final class ProxyException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what the proxy answered, without any credential; null if nothing is known
     */
    public ProxyException(@Nullable String message) {
        super(message);
    }
}
