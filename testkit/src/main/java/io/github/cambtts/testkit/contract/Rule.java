package io.github.cambtts.testkit.contract;

/**
 * The rules of the port, as they stand in the Javadoc of {@code io.github.cambtts.transport}; a test holds the two together.
 * The last one is core's own.
 */
enum Rule {
    T1("Each call sends one GET, and never a second one by itself."),
    T2("A kept connection that the server has closed meanwhile is replaced and the request sent on another one, once."),
    T3("The URL is sent to the letter: nothing in it is decoded, encoded or normalised."),
    T4("Exactly the headers of the request are sent, beside Host and what the framing needs; their order"
            + " carries no meaning (RFC 9110, section 5.3)."),
    T5("Nothing of a response is kept for the next request: no cookie, no validator, no body."),
    T6("A redirect is returned like any other response, and not followed."),
    T7("A response is returned as soon as its headers are there, whatever its status."),
    T8("All values of a header are given in the order received, by its name in any case; none if it is absent."),
    T9("Interim responses (status 1xx) are passed over."),
    T10("The bytes of a body are those on the wire, in order and without the framing; no content coding is undone."),
    T11("A body is received while it is read, and not buffered ahead of its reader."),
    T12("A read brings at least one byte, from the buffer's position to its limit and no further; the end is"
            + " -1, and stays so."),
    T13("An end that comes before the framing says so is an EOFException; a body without a framing ends with"
            + " its connection."),
    T14("A connection is used again as soon as exactly the announced bytes, or the last chunk, were read."),
    T15("What a server sends unasked is never taken for an answer."),
    T16("Closing a response drops the connection of a body that was not read to its end, and reads nothing"
            + " more; closing it again does nothing."),
    T17("Exchanges do not hold each other up: any number of them may be under way at once, in any thread."),
    T18("Over TLS the certificate and the host's name are verified, by the trust of the settings or else the JVM's."),
    T19("HTTP/2 is spoken where both ends agree on it (ALPN, RFC 7301), and HTTP/1.1 everywhere else."),
    T20("The proxy of the settings is asked for every request; a refusal to connect is a ProxyException."),
    T21("Before it can block, a transport gives the signal an action that wakes the thread that waits and"
            + " drops the connection; a signal fired before ends the exchange at once."),
    T22("A name that is being looked up holds up no thread of the caller's."),
    T23("The signal is told connecting() before a connection is looked for, and connected() when there is"
            + " one: the name, TCP, a proxy's CONNECT and TLS lie between."),
    T24("No other limit of time is the transport's."),
    T25("An abort ends its own exchange and no other, not even one that uses the connection later."),
    T26("Closing a transport releases the connections and threads that it made, and waits for no exchange;"
            + " closing it again does nothing."),
    T27("A name that does not resolve, a connection refused and a connect timeout are told by the types that"
            + " Transport.get lists."),
    T28("A certificate or an alert that ends TLS is an SSLException; a handshake that only breaks off is a"
            + " broken connection."),
    T29("A connection that breaks is an IOException of no other meaning, also at the end of one within the headers."),
    T30("What is not HTTP is a ProtocolException or unchecked: a status line of garbage, lengths or chunk"
            + " sizes that are none or contradict each other, a control character in a header, a length beside 204."),
    T31("What comes beside the body is bounded, and more of it a ProtocolException: status line, headers,"
            + " interim responses, chunk sizes and extensions, trailers."),
    T32("No exception shows the value of a header or the query of a URL."),
    T33("No header and no URL is logged or printed, at any level."),
    T34("JSON is decoded to plain Map, List, String, Number, Boolean or null."),
    T35("The decoder is strict: a duplicate member, a second document, a comment or a missing end is an error."),
    C1(
            "What core decides is the same over every transport: the meaning of statuses, links and media types, and how a call is"
                    + " retried, saved, resumed and ended.");

    private final String sentence;

    Rule(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /** Tells whether a transport can break it by itself. */
    boolean isTransports() {
        return this != C1;
    }
}
