package io.github.cambtts;

import io.github.cambtts.internal.Arguments;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why the audio of a run could not be had: the root of everything that this library throws about a call.
 *
 * <p>The subclass says who has to act, {@link #kind()} says precisely what happened. It is an {@link IOException} so
 * that reading an {@link AudioStream} fails with the same types as opening it.
 *
 * <p>No message, cause or suppressed exception holds the API key or a URL's query. Causes are redacted copies of what
 * the HTTP stack threw: its class names, messages and stack traces, none of its objects.
 */
public abstract sealed class TtsException extends IOException
        permits StatusException,
                ConnectionException,
                TimeLimitException,
                ContentException,
                SaveException,
                CancelledException {

    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final RunId runId;
    private final int attempts;
    private final int status;
    private final @Nullable String requestId;

    TtsException(ErrorKind kind, String message, Call call, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.runId = call.runId();
        this.attempts = call.attempts();
        this.status = call.status();
        this.requestId = call.requestId();
    }

    /** What an exception tells of the call that failed; status 0 and request id null where there was no response. */
    record Call(
            RunId runId, int attempts, int status, @Nullable String requestId) {}

    /**
     * Creates an exception as a call would throw it: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param kind what happened
     * @param runId the run
     * @param message what to say
     * @return an exception of the type that belongs to the kind, after one attempt; of the kinds that are statuses, with
     *     the status that the API has for it
     * @see StatusException#of
     */
    public static TtsException of(ErrorKind kind, RunId runId, String message) {
        Arguments.given(kind, "kind", "Give one such as ErrorKind.NOT_FOUND.");
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        Arguments.given(message, "message", "Give a sentence.");
        return of(kind, message, new Call(runId, 1, usualStatus(kind), null), null);
    }

    private static int usualStatus(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION -> 401;
            case PAYMENT_REQUIRED -> 402;
            case PERMISSION -> 403;
            case NOT_FOUND -> 404;
            case INVALID_REQUEST -> 422;
            case RATE_LIMITED -> 429;
            case SERVER -> 503;
            default -> 0;
        };
    }

    static TtsException of(ErrorKind kind, String message, Call call, @Nullable Throwable cause) {
        return switch (kind) {
            case CONNECT, DNS, TLS, RESET, TRUNCATED, PROTOCOL, PROXY ->
                new ConnectionException(kind, message, call, cause);
            case CONNECT_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT, DEADLINE ->
                new TimeLimitException(kind, message, call, cause);
            case EMPTY, UNEXPECTED_CONTENT, UNEXPECTED_REDIRECT, MALFORMED_JSON, UNSAFE_URL ->
                new ContentException(kind, message, call, cause);
            case AUTHENTICATION, PAYMENT_REQUIRED, PERMISSION, NOT_FOUND, INVALID_REQUEST, RATE_LIMITED, SERVER ->
                new StatusException(kind, message, call, "", null);
            case FILE_EXISTS, FILE -> new SaveException(kind, message, call, cause);
            case CANCELLED -> new CancelledException(message, call, cause);
        };
    }

    /**
     * Returns what happened, in one word.
     *
     * @return the kind
     */
    public ErrorKind kind() {
        return kind;
    }

    /**
     * Returns the run that was asked for.
     *
     * @return the run id
     */
    public RunId runId() {
        return runId;
    }

    /**
     * Returns how many times the library tried.
     *
     * @return the number of attempts, 0 if the call failed before the first
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Returns the status code of the response that the failure is about.
     *
     * @return the status code, absent where there was no response
     */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /**
     * Returns the id that the server gave the request, for its operator.
     *
     * @return the id, absent where the server gave none
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /**
     * Tells whether the same call may succeed later.
     *
     * @return whether trying again makes sense; the library has then done so already, as often as its policy allows
     */
    public boolean isRetryable() {
        return kind.isPassing();
    }
}
