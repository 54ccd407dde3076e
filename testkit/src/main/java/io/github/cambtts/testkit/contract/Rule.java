package io.github.cambtts.testkit.contract;

/**
 * The rules of the port, with the same text as in the Javadoc of {@code io.github.cambtts.transport}; a test compares
 * the two. The last rule is core's.
 */
enum Rule {
    T1("Each call sends one GET, and never a second one by itself."),
    T2("If the server has closed a pooled connection before any byte of a response, the same request is sent"
            + " once more, on another connection."),
    T3("The URL is sent unchanged: nothing in it is decoded, encoded or normalised."),
    T4("Exactly the headers of the request are sent, plus Host, which is the authority of the URL, and"
            + " what the framing needs; their order has no meaning (RFC 9110, section 5.3)."),
    T5("Nothing of a response is kept for the next request: no cookie, no validator, no body, no"
            + " redirect, and nothing that makes the next request go elsewhere or later (Alt-Svc, HSTS,"
            + " Retry-After)."),
    T6("A redirect is returned like any other response, and not followed."),
    T7("A response is returned as soon as its headers have arrived, whatever its status."),
    T8("All values of every header are returned in the order received, whatever the case of its name;"
            + " none if it is absent or in a trailer."),
    T9("Interim responses (status 1xx) are skipped, with their headers."),
    T10("The bytes of a body are those on the wire, in order and without the framing, however many; no content"
            + " coding is decoded, whatever the status."),
    T11("A body is received while it is read, and not buffered ahead of its reader; no read waits for more"
            + " than has arrived."),
    T12("A read returns at least one byte and writes only from the buffer's position to its limit; at the end,"
            + " every read returns -1; after a close before the end, every read throws."),
    T13("A body that ends before its framing is complete is an EOFException, and never has an end; a body"
            + " without framing ends with its connection."),
    T14("A connection is reused as soon as exactly the announced bytes, or the last chunk, have been read, unless"
            + " the server announces to close it."),
    T15("Bytes that a server sends without a request are never taken for a response."),
    T16("Closing a response drops the connection of a body that was not read to its end, whatever the"
            + " status, and reads nothing more; closing it again does nothing. So does rejecting a response."),
    T17("Exchanges do not block each other, neither while they connect nor while they wait: any"
            + " number of them may run at once, in any thread."),
    T18("Over TLS the host name (SNI) and the client certificate of the settings are sent; certificate"
            + " and name are verified, for each name, against the trust of the settings alone, or else the"
            + " JVM's; nothing is sent in clear text instead."),
    T19("HTTP/2 is used if both ends agree on it (ALPN, RFC 7301), and HTTP/1.1 otherwise."),
    T20("The proxy of the settings, or else the one that the JVM selects for the URL, is used for every"
            + " request, and nothing goes past it; CONNECT carries Host and Proxy-Authorization only; any"
            + " response to it but 2xx is a ProxyException with its status."),
    T21("Before it can block, a transport gives the signal an action that wakes the waiting thread and"
            + " drops the connection, even an unfinished one or one that replaces another (T2); a signal that"
            + " was aborted earlier ends the exchange at once."),
    T22("Looking up a name blocks no thread of the caller."),
    T23("The transport calls connecting() on the signal before it looks for a connection, and connected()"
            + " once it has one: the name lookup, TCP, a proxy's CONNECT and TLS happen in between. For a"
            + " connection that replaces another (T2) it MAY leave both out."),
    T24("The transport sets no other time limit."),
    T25("An abort ends its own exchange and no other, not even one that uses the connection later."),
    T26("Closing a transport releases the connections and threads that it made, and waits for no"
            + " exchange; a later exchange is an IOException and connects to nothing; closing it again does"
            + " nothing. The threads of an open transport do not keep the JVM alive."),
    T27("A name that does not resolve, a refused connection and a connect timeout are thrown as the types"
            + " that Transport.get lists."),
    T28("A rejected certificate or a TLS alert is an SSLException; a handshake that only breaks off is a"
            + " broken connection."),
    T29("A broken connection is an IOException of a type that no other rule names, also if it breaks within"
            + " the headers."),
    T30("What is not HTTP is a ProtocolException or an unchecked exception: an invalid status line, invalid"
            + " or contradicting lengths or chunk sizes, a control character in a header, a length with 204."),
    T31("The size of everything beside the body is bounded, and more than that is a ProtocolException:"
            + " status line, headers, interim responses, chunk sizes and extensions, trailers. The page of a"
            + " proxy that refuses CONNECT is not read to its end."),
    T32("No exception and no toString() shows the value of a header or the query of a URL."),
    T33("No header, no URL and no part of them is logged or printed, at any level, or is in the name of a"
            + " thread."),
    T34("JSON is decoded to plain Map, List, String, Number, Boolean or null, without loss: characters"
            + " beyond U+FFFF, entities, characters in any form of Unicode, integers that no primitive type"
            + " holds."),
    T35("The decoder is strict (RFC 8259): a duplicate member, a second document, a comment, a missing"
            + " end, a byte order mark, NaN, 01, .5 or 5., TRUE, a raw control character, or white space of"
            + " Unicode is an error. An error is an IOException, for a document of any depth too."),
    T36("Up to these sizes nothing is refused: 8 KiB for a URL and for a line of a header, 100 header"
            + " lines, 64 KiB for a JSON string, 1,000 digits for a JSON integer, 100 levels of a JSON"
            + " document. A longer value is whole or an error."),
    T37("Nothing of an exchange is kept after its end: no memory, no signal, no decoded document."),
    T38("No setting of the JVM is changed. Of them only the proxy selector, the trust and the lookup of"
            + " names are used: no Authenticator, CookieHandler or ResponseCache."),
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

    /** Returns whether a transport alone can break the rule. */
    boolean isTransports() {
        return this != C1;
    }
}
