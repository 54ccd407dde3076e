/**
 * The driven port: what an HTTP stack and a JSON codec must do, and nothing they may decide.
 *
 * <p>Uses no other package of the library, so that an adapter sees this package and nothing behind it.
 *
 * <p><b>The rules.</b> Each has a case in the contract suite, {@code HttpTransportContract} of {@code camb-tts-testkit}, and each
 * failure there quotes its rule; the page {@code docs/contract.md} of the project lists rules, cases, and what no suite can
 * test. A transport MUST keep them all. A stack MAY be unable to keep a part of T1, T3, T4, T9, T10,
 * T13, T14, T16, T19, T20, T26, T28, T29, T30, T31, T33: its suite declares the deviation with the reason.
 *
 * <p>What is sent:
 *
 * <ul>
 *   <li><b>T1</b> Each call sends one GET, and never a second one by itself.
 *   <li><b>T2</b> If the server has closed a pooled connection before any byte of a response, the same request is
 *       sent once more, on another connection.
 *   <li><b>T3</b> The URL is sent unchanged: nothing in it is decoded, encoded or normalised.
 *   <li><b>T4</b> Exactly the headers of the request are sent, plus Host, which is the authority of the URL, and what
 *       the framing needs; their order has no meaning (RFC 9110, section 5.3).
 *   <li><b>T5</b> Nothing of a response is kept for the next request: no cookie, no validator, no body, no redirect,
 *       and nothing that makes the next request go elsewhere or later (Alt-Svc, HSTS, Retry-After).
 *   <li><b>T6</b> A redirect is returned like any other response, and not followed.
 *   <li><b>T38</b> No setting of the JVM is changed. Of them only the proxy selector, the trust and the lookup of names
 *       are used: no Authenticator, CookieHandler or ResponseCache.
 * </ul>
 *
 * <p>What is received:
 *
 * <ul>
 *   <li><b>T7</b> A response is returned as soon as its headers have arrived, whatever its status.
 *   <li><b>T8</b> All values of every header are returned in the order received, whatever the case of its name; none if
 *       it is absent or in a trailer.
 *   <li><b>T9</b> Interim responses (status 1xx) are skipped, with their headers.
 *   <li><b>T10</b> The bytes of a body are those on the wire, in order and without the framing, however many; no
 *       content coding is decoded, whatever the status.
 *   <li><b>T11</b> A body is received while it is read, and not buffered ahead of its reader; no read waits for more
 *       than has arrived.
 *   <li><b>T12</b> A read returns at least one byte and writes only from the buffer's position to its limit; at the
 *       end, every read returns -1; after a close before the end, every read throws.
 *   <li><b>T13</b> A body that ends before its framing is complete is an EOFException, and never has an end; a body without
 *       framing ends with its connection.
 *   <li><b>T36</b> Up to these sizes nothing is refused: 8 KiB for a URL and for a line of a header, 100 header lines,
 *       64 KiB for a JSON string, 1,000 digits for a JSON integer, 100 levels of a JSON document. A longer value is
 *       whole or an error.
 * </ul>
 *
 * <p>Connections:
 *
 * <ul>
 *   <li><b>T14</b> A connection is reused as soon as exactly the announced bytes, or the last chunk, have been read,
 *       unless the server announces to close it.
 *   <li><b>T15</b> Bytes that a server sends without a request are never taken for a response.
 *   <li><b>T16</b> Closing a response drops the connection of a body that was not read to its end, whatever the status,
 *       and reads nothing more; closing it again does nothing. So does rejecting a response.
 *   <li><b>T17</b> Exchanges do not block each other, neither while they connect nor while they wait: any number of
 *       them may run at once, in any thread.
 *   <li><b>T18</b> Over TLS the host name (SNI) and the client certificate of the settings are sent; certificate and
 *       name are verified, for each name, against the trust of the settings alone, or else the JVM's; nothing is sent
 *       in clear text instead.
 *   <li><b>T19</b> HTTP/2 is used if both ends agree on it (ALPN, RFC 7301), and HTTP/1.1 otherwise.
 *   <li><b>T20</b> The proxy of the settings, or else the one that the JVM selects for the URL, is used for every
 *       request, and nothing goes past it; CONNECT carries Host and Proxy-Authorization only; any response to it but
 *       2xx is a ProxyException with its status.
 * </ul>
 *
 * <p>How an exchange ends:
 *
 * <ul>
 *   <li><b>T21</b> Before it can block, a transport gives the signal an action that wakes the waiting thread and drops
 *       the connection, even an unfinished one or one that replaces another (T2); a signal that was aborted earlier
 *       ends the exchange at once.
 *   <li><b>T22</b> Looking up a name blocks no thread of the caller.
 *   <li><b>T23</b> The transport calls connecting() on the signal before it looks for a connection, and connected()
 *       once it has one: the name lookup, TCP, a proxy's CONNECT and TLS happen in between. For a connection that
 *       replaces another (T2) it MAY leave both out.
 *   <li><b>T24</b> The transport sets no other time limit.
 *   <li><b>T25</b> An abort ends its own exchange and no other, not even one that uses the connection later.
 *   <li><b>T26</b> Closing a transport releases the connections and threads that it made, and waits for no exchange; a
 *       later exchange is an IOException and connects to nothing; closing it again does nothing. The threads of an open
 *       transport do not keep the JVM alive.
 *   <li><b>T37</b> Nothing of an exchange is kept after its end: no memory, no signal, no decoded document.
 * </ul>
 *
 * <p>What is thrown:
 *
 * <ul>
 *   <li><b>T27</b> A name that does not resolve, a refused connection and a connect timeout are thrown as the types
 *       that {@link io.github.cambtts.transport.Transport#get} lists.
 *   <li><b>T28</b> A rejected certificate or a TLS alert is an SSLException; a handshake that only breaks off is a
 *       broken connection.
 *   <li><b>T29</b> A broken connection is an IOException of a type that no other rule names, also if it breaks within
 *       the headers.
 *   <li><b>T30</b> What is not HTTP is a ProtocolException or an unchecked exception: an invalid status line, invalid
 *       or contradicting lengths or chunk sizes, a control character in a header, a length with 204.
 *   <li><b>T31</b> The size of everything beside the body is bounded, and more than that is a ProtocolException: status
 *       line, headers, interim responses, chunk sizes and extensions, trailers. The page of a proxy that refuses
 *       CONNECT is not read to its end.
 * </ul>
 *
 * <p>Secrets and JSON:
 *
 * <ul>
 *   <li><b>T32</b> No exception and no toString() shows the value of a header or the query of a URL.
 *   <li><b>T33</b> No header, no URL and no part of them is logged or printed, at any level, or is in the name of a
 *       thread.
 *   <li><b>T34</b> JSON is decoded to plain Map, List, String, Number, Boolean or null, without loss: characters beyond
 *       U+FFFF, entities, characters in any form of Unicode, integers that no primitive type holds.
 *   <li><b>T35</b> The decoder is strict (RFC 8259): a duplicate member, a second document, a comment, a missing end, a
 *       byte order mark, NaN, 01, .5 or 5., TRUE, a raw control character, or white space of Unicode is an error. An
 *       error is an IOException, for a document of any depth too.
 * </ul>
 */
@NullMarked
package io.github.cambtts.transport;

import org.jspecify.annotations.NullMarked;
