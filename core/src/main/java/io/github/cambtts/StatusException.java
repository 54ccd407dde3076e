package io.github.cambtts;

import io.github.cambtts.internal.Arguments;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The API, or the storage behind a presigned URL, answered with an error status (RFC 9110, sections 15.5 and 15.6).
 */
public final class StatusException extends TtsException {

    private static final long serialVersionUID = 1L;

    private final String serverMessage;
    private final @Nullable Duration retryAfter;
    private final transient @Nullable StorageError storageError;

    StatusException(ErrorKind kind, String message, Call call, String serverMessage, @Nullable Duration retryAfter) {
        this(kind, message, call, serverMessage, retryAfter, StorageError.NONE);
    }

    StatusException(
            ErrorKind kind,
            String message,
            Call call,
            String serverMessage,
            @Nullable Duration retryAfter,
            StorageError storageError) {
        super(kind, message, call, null);
        this.storageError = storageError;
        this.serverMessage = serverMessage;
        this.retryAfter = retryAfter;
    }

    /**
     * Creates an exception as a call would throw it: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param runId the run
     * @param status the status that the API answers, 400 to 599; the kind follows from it
     * @param serverMessage what the server says, empty for nothing
     * @param retryAfter how long the server asks to wait, if it does
     * @return the exception, after one attempt
     * @throws IllegalArgumentException if the status is no error
     */
    public static StatusException of(RunId runId, int status, String serverMessage, Optional<Duration> retryAfter) {
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        Arguments.given(serverMessage, "serverMessage", "Give what the server says, or an empty text.");
        Arguments.given(retryAfter, "retryAfter", "Give a duration, or Optional.empty().");
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("The status is " + status + ". Give that of an error, 400 to 599.");
        }
        return new StatusException(
                ErrorAnswer.kindOf(status),
                "The API answered " + status + " about run " + runId
                        + (serverMessage.isEmpty() ? "." : ": " + serverMessage + "."),
                new Call(runId, 1, status, null),
                serverMessage,
                retryAfter.orElse(null));
    }

    /**
     * Returns what the server said: on one line, without control characters, bounded.
     *
     * @return the message, empty if the server said nothing that can be shown
     */
    public String serverMessage() {
        return serverMessage;
    }

    /** Returns what storage said, as it came; not kept when the exception is serialized. */
    StorageError storageError() {
        return storageError == null ? StorageError.NONE : storageError;
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
