package io.github.cambtts.testkit.contract;

/**
 * What an HTTP stack may be unable to do. A suite declares it in {@link TransportContract#deviations()} with the
 * reason; cases that fail because of it are then skipped and show the reason. The suite fails if a declared deviation
 * does not occur, or one that occurs is not declared.
 */
public enum Deviation {
    /** Speaks HTTP/1.1 only. */
    NO_HTTP_2,
    /** Sends a request a second time if its connection closes before the first byte of the response. */
    RESENDS,
    /** Takes an interim response (1xx) for the response. */
    NO_INTERIM_RESPONSES,
    /** Takes incomplete headers for complete ones. */
    HEADERS_MAY_BREAK_OFF,
    /** Accepts headers of any size, or an endless line beside the body. */
    UNBOUNDED_HEADERS,
    /** Accepts a chunk size or a header that is not valid HTTP. */
    LENIENT_FRAMING,
    /** Throws an {@code EOFException} if a connection is reset in a body, as if it had been closed. */
    TAKES_A_RESET_FOR_AN_END,
    /** Throws another exception than an {@code EOFException} if an HTTP/2 stream ends with too few bytes. */
    OTHER_HTTP_2_ENDS,
    /** Rejects spaces before or after the semicolon of a chunk extension. */
    REFUSES_SPACES_IN_CHUNK_EXTENSIONS,
    /** Normalises a URL, such as one with the segment {@code ..} or an apostrophe. */
    NORMALISES_URLS,
    /** Leaves out the {@code ?} of a URL whose query is empty. */
    DROPS_EMPTY_QUERY,
    /**
     * Has loggers that show headers or URLs if they are enabled, below {@code INFO}. The reason names them, or a parent of
     * them; what another logger shows is still a failure.
     */
    LOGS_HEADERS_IF_TURNED_ON,
    /** Adds headers that the request does not have. */
    ADDS_HEADERS,
    /**
     * Sends other headers with {@code CONNECT} than {@code Host} and {@code Proxy-Authorization}, or
     * {@code Proxy-Connection} to a proxy.
     */
    ADDS_HEADERS_TO_CONNECT,
    /** Opens more connections than one for requests that follow each other. */
    OPENS_CONNECTIONS_ANEW,
    /** Keeps the connection of a response that it has rejected, for some time. */
    KEEPS_REJECTED_CONNECTIONS,
    /** Reads the rest of a body when its response is closed. */
    READS_REST_ON_CLOSE,
    /** Keeps idle connections, or threads, when the transport is closed. */
    KEEPS_CONNECTIONS_AFTER_CLOSE,
    /** Throws other exceptions than the port requires for a proxy that refuses. */
    OTHER_PROXY_FAILURES,
    /** Throws other exceptions than the port requires for a TLS handshake that breaks off. */
    OTHER_TLS_FAILURES
}
