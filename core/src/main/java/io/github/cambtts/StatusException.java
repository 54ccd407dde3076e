package io.github.cambtts;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API, or the storage behind a presigned URL, answered with an error status (RFC 9110, sections 15.5 and 15.6).
 */
public final class StatusException extends TtsException {

    private static final long serialVersionUID = 1L;

    /** What the server said, empty if nothing. */
    private final String serverMessage;

    /** How long the server asks to wait, null if it does not. */
    private final @Nullable Duration retryAfter;

    StatusException(Builder failure) {
        super(failure);
        this.serverMessage = failure.serverMessage;
        this.retryAfter = failure.retryAfter;
    }

    /**
     * Returns what the server said: on one line, without control characters, bounded.
     *
     * @return the message, empty if the server said nothing that can be shown
     */
    public String serverMessage() {
        return serverMessage;
    }

    /**
     * Returns how long the server asks to wait ({@code Retry-After}; RFC 9110, section 10.2.3).
     *
     * @return the wait, absent where the server names none
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** {@inheritDoc} Of the statuses these are 408, 429, 500, 502, 503 and 504. */
    @Override
    public boolean isRetryable() {
        return switch (status().orElse(0)) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }
}
