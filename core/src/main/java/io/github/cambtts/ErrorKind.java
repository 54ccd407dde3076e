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
    /** The response's headers did not come within {@link Timeouts#response()}. */
    RESPONSE_TIMEOUT(true),
    /** No byte of the body came for {@link Timeouts#idle()}. */
    IDLE_TIMEOUT(true),
    /** The whole call took longer than {@link Timeouts#total()}. */
    DEADLINE(false),
    /** The connection broke. */
    RESET(true),
    /** The body ended before or after the length announced, or the recording is cut short. */
    TRUNCATED(true),
    /** The answer is not the HTTP that was asked for. */
    PROTOCOL(false),
    /** A proxy refused, for example with 407. */
    PROXY(false),
    /** The answer has no body where audio belongs. */
    EMPTY(false),
    /** The answer's media type, coding or first bytes are not those of audio, or of JSON where that was asked for. */
    UNEXPECTED_CONTENT(false),
    /** The API redirects, which it never does, or storage redirects too often or to an unsafe place. */
    UNEXPECTED_REDIRECT(false),
    /** The answer is not the JSON document that the API describes. */
    MALFORMED_JSON(false),
    /** The presigned URL is none that may be fetched or handed on; {@link AudioLink} says which these are. */
    UNSAFE_URL(false),
    /** 401: the key is missing or wrong. */
    AUTHENTICATION(false),
    /** 402: the account has to be topped up. */
    PAYMENT_REQUIRED(false),
    /** 403: the key or the presigned URL does not allow this. */
    PERMISSION(false),
    /** 404 and 410: there is no such run or object. */
    NOT_FOUND(false),
    /** Any other 4xx, above all 400 and 422. */
    INVALID_REQUEST(false),
    /** 429. */
    RATE_LIMITED(true),
    /** 408 and 5xx. */
    SERVER(true),
    /** The target exists and replacing it was not asked for. */
    FILE_EXISTS(false),
    /** The target cannot be written. */
    FILE(false),
    /** The thread was interrupted, the future cancelled, or the stream or the client closed. */
    CANCELLED(false);

    private final boolean passing;

    ErrorKind(boolean passing) {
        this.passing = passing;
    }

    /** Whether such a failure often passes by itself; statuses decide more finely, see {@link StatusException}. */
    boolean isTransient() {
        return passing;
    }
}
