package io.github.cambtts;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API, or the storage behind a presigned URL, answered with an error status (RFC 9110, sections 15.5 and 15.6), or a
 * task ended with one: then {@link #status()} is 200, and {@link #serverMessage()} is the task's status and the reason.
 */
public final class StatusException extends TtsException {

    private static final long serialVersionUID = 1L;

    /** The server's message, empty if there is none. */
    private final String serverMessage;

    /** How long the server asks to wait, null if it does not. */
    private final @Nullable Duration retryAfter;

    StatusException(Builder failure) {
        super(failure);
        this.serverMessage = failure.serverMessage;
        this.retryAfter = failure.retryAfter;
    }

    /**
     * Returns the server's message: on one line, without control characters, of bounded length.
     *
     * @return the message, empty if the server sent none that can be shown
     */
    public String serverMessage() {
        return serverMessage;
    }

    /**
     * Returns how long the server asks to wait ({@code Retry-After}; RFC 9110, section 10.2.3).
     *
     * @return the wait; absent if the server states none
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** {@inheritDoc} It may for the status codes 408, 429, 500, 502, 503 and 504. */
    @Override
    public boolean isRetryable() {
        return ErrorKind.isRetryable(status().orElse(0));
    }
}
