package io.github.cambtts;

/** What went wrong, in one word. Scripts and metrics may rely on the names. */
public enum ErrorKind {
    /** No connection could be made. */
    CONNECT(true),
    /** A host name does not resolve. */
    DNS(true),
    /** The TLS handshake failed, for example for an untrusted certificate. */
    TLS(false),
    /** A connection was not set up within {@link Timeouts#connect()}. */
    CONNECT_TIMEOUT(true),
    /** The response's headers did not arrive within {@link Timeouts#response()}. */
    RESPONSE_TIMEOUT(true),
    /** No byte of the body arrived for {@link Timeouts#idle()}. */
    IDLE_TIMEOUT(true),
    /** The whole call took longer than {@link Timeouts#total()}, or a task than {@link Timeouts#task()}. */
    DEADLINE(false),
    /** The connection broke. */
    RESET(true),
    /** The body is shorter or longer than announced, or the recording is cut short: {@link Completeness#TRUNCATED}. */
    TRUNCATED(true),
    /** The response is not valid HTTP. */
    PROTOCOL(false),
    /** A proxy refused, for example with 407. One that could not reach the server is {@link #CONNECT} or {@link #SERVER}. */
    PROXY(false),
    /** The response has no body. */
    EMPTY(false),
    /**
     * The response's media type is surely not that of audio, its content coding changes the bytes, its first bytes are
     * not those of FLAC or WAV; or it is not JSON, if that was requested.
     */
    UNEXPECTED_CONTENT(false),
    /** The recording is damaged: {@link Completeness#DAMAGED}. */
    DAMAGED(true),
    /** The API redirects, which it never does, or storage redirects too often or to an unsafe URL. */
    UNEXPECTED_REDIRECT(false),
    /** The response is not the JSON document that the API describes. */
    MALFORMED_JSON(false),
    /** The presigned URL is unsafe to fetch or to return; {@link AudioLink} lists the rules. */
    UNSAFE_URL(false),
    /** 401: the key is missing or wrong. */
    AUTHENTICATION(false),
    /** 402, or the status {@code PAYMENT_REQUIRED} of a task: the account has to be topped up. */
    PAYMENT_REQUIRED(false),
    /** 403: the key or the presigned URL does not allow this. */
    PERMISSION(false),
    /** 404 and 410: there is no such run, task or object. */
    NOT_FOUND(false),
    /** Any other 4xx, above all 400 and 422. */
    INVALID_REQUEST(false),
    /** 429. */
    RATE_LIMITED(true),
    /** 408, and 500 and above. */
    SERVER(true),
    /** The status {@code ERROR} of a task: the speech was not made. */
    TASK_FAILED(false),
    /** The status {@code TIMEOUT} of a task: the speech took longer to make than the service allows. */
    TASK_TIMED_OUT(false),
    /** The target exists and the options do not allow replacing it. */
    FILE_EXISTS(false),
    /** The target cannot be written. */
    FILE(false),
    /** The thread was interrupted, the future cancelled, or the stream or the client closed. */
    CANCELLED(false);

    private final boolean isTransient;

    ErrorKind(boolean isTransient) {
        this.isTransient = isTransient;
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
    public static boolean isTemporary(int status) {
        return switch (status) {
            case 408, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /** Tells whether such a failure is often temporary; {@link StatusException} decides by the status code. */
    boolean isTransient() {
        return isTransient;
    }
}
