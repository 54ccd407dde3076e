package io.github.cambtts;

import java.util.function.Function;

/** What went wrong, in one word. Scripts and metrics may rely on the names. */
public enum ErrorKind {
    /** No connection could be made. */
    CONNECT(true, ConnectionException::new),
    /** A host name does not resolve. */
    DNS(true, ConnectionException::new),
    /** The TLS handshake failed, for example for an untrusted certificate. */
    TLS(false, ConnectionException::new),
    /** A connection was not set up within {@link Timeouts#connect()}. */
    CONNECT_TIMEOUT(true, TimeLimitException::new),
    /** The response's headers did not arrive within {@link Timeouts#response()}. */
    RESPONSE_TIMEOUT(true, TimeLimitException::new),
    /** No byte of the body arrived for {@link Timeouts#idle()}. */
    IDLE_TIMEOUT(true, TimeLimitException::new),
    /** The whole call took longer than {@link Timeouts#total()}, or a task than {@link Timeouts#task()}. */
    DEADLINE(false, TimeLimitException::new),
    /** The connection broke. */
    RESET(true, ConnectionException::new),
    /** The body is shorter or longer than announced, or the recording is cut short: {@link Completeness#TRUNCATED}. */
    TRUNCATED(true, ConnectionException::new),
    /** The response is not valid HTTP. */
    PROTOCOL(false, ConnectionException::new),
    /** A proxy refused, for example with 407. One that could not reach the server is {@link #CONNECT} or {@link #SERVER}. */
    PROXY(false, ConnectionException::new),
    /** The response has no body. */
    EMPTY(false, ContentException::new),
    /**
     * The response's media type is surely not that of audio, its content coding changes the bytes, its first bytes are
     * not those of FLAC or WAV; or it is not JSON, if that was requested.
     */
    UNEXPECTED_CONTENT(false, ContentException::new),
    /** The recording is damaged: {@link Completeness#DAMAGED}. */
    DAMAGED(true, ContentException::new),
    /** The API redirects, which it never does, or storage redirects too often or to an unsafe URL. */
    UNEXPECTED_REDIRECT(false, ContentException::new),
    /** The response is not the JSON document that the API describes. */
    MALFORMED_JSON(false, ContentException::new),
    /** The presigned URL is unsafe to fetch or to return; {@link AudioLink} lists the rules. */
    UNSAFE_URL(false, ContentException::new),
    /** 401: the key is missing or wrong. */
    AUTHENTICATION(401),
    /** 402, or the status {@code PAYMENT_REQUIRED} of a task: the account has to be topped up. */
    PAYMENT_REQUIRED(402),
    /** 403: the key or the presigned URL does not allow this. */
    PERMISSION(403),
    /** 404 and 410: there is no such run, task or object. */
    NOT_FOUND(404),
    /** Any other 4xx, above all 400 and 422. */
    INVALID_REQUEST(422),
    /** 429. */
    RATE_LIMITED(429),
    /** 408, and 500 and above. */
    SERVER(503),
    /** The status {@code ERROR} of a task: the speech was not made. */
    TASK_FAILED(200),
    /** The status {@code TIMEOUT} of a task: the speech took longer to make than the service allows. */
    TASK_TIMED_OUT(200),
    /** The target exists and the options do not allow replacing it. */
    FILE_EXISTS(false, SaveException::new),
    /** The target cannot be written. */
    FILE(false, SaveException::new),
    /** The thread was interrupted, the future cancelled, or the stream or the client closed. */
    CANCELLED(false, CancelledException::new);

    private final boolean isRetryable;
    private final int usualStatus;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Function<TtsException.Builder, TtsException> type;

    ErrorKind(boolean isRetryable, Function<TtsException.Builder, TtsException> type) {
        this.isRetryable = isRetryable;
        this.usualStatus = 0;
        this.type = type;
    }

    ErrorKind(int usualStatus) {
        this.isRetryable = isRetryable(usualStatus);
        this.usualStatus = usualStatus;
        this.type = StatusException::new;
    }

    /**
     * Returns the kind of an error status (RFC 9110, sections 15.5 and 15.6).
     *
     * @param status the status code, 400 or more
     * @return the kind
     */
    public static ErrorKind ofStatus(int status) {
        return switch (status) {
            case 401 -> AUTHENTICATION;
            case 402 -> PAYMENT_REQUIRED;
            case 403 -> PERMISSION;
            case 404, 410 -> NOT_FOUND;
            case 408 -> SERVER;
            case 429 -> RATE_LIMITED;
            default -> status < 500 ? INVALID_REQUEST : SERVER;
        };
    }

    /**
     * Tells whether a response with an error status may be temporary, so that the call is retried.
     *
     * @param status the status code
     * @return true for 408, 429, 500, 502, 503 and 504
     */
    public static boolean isRetryable(int status) {
        return switch (status) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** Tells whether such a failure is often temporary; {@link StatusException} decides by the status code. */
    boolean isRetryable() {
        return isRetryable;
    }

    /** Returns the status code that usually has this kind; 0 for a kind that does not stand for a status. */
    int usualStatus() {
        return usualStatus;
    }

    /** Returns an exception of the type that belongs to this kind. */
    TtsException exception(TtsException.Builder failure) {
        return type.apply(failure);
    }
}
