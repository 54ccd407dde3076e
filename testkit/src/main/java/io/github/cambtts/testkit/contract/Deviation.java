package io.github.cambtts.testkit.contract;

/**
 * What an HTTP stack may be unable to do. A suite declares it with the reason, in {@link TransportContract#deviations()}: then
 * the cases that fail of it show as skipped, with the reason. What is declared and does not show fails, and so does what
 * shows and is not declared.
 */
public enum Deviation {
    /** Speaks HTTP/1.1 only. */
    NO_HTTP_2,
    /** Sends a request once more, by itself, if its connection closes before the first byte of the response. */
    RESENDS,
    /** Takes an interim response (1xx) for the response. */
    NO_INTERIM_RESPONSES,
    /** Takes headers that break off for all there are. */
    HEADERS_MAY_BREAK_OFF,
    /** Takes headers of any size, or an endless line beside the body. */
    UNBOUNDED_HEADERS,
    /** Takes a chunk size or a header for HTTP that is not. */
    LENIENT_FRAMING,
    /** Changes a URL that is not normalised, such as one with the segment {@code ..} or an apostrophe. */
    NORMALISES_URLS,
    /** Has a logger that shows headers or URLs if somebody turns it on. */
    LOGS_HEADERS_IF_TURNED_ON,
    /** Sends a header of its own if the request has none of that name. */
    ADDS_HEADERS,
    /** Uses a connection again, or none, where the port asks for the other. */
    KEEPS_CONNECTIONS_ITS_OWN_WAY,
    /** Tells a broken connection from a message that ended early, or TLS from a connection, in its own way. */
    OTHER_FAILURES
}
