/**
 * The driven port: what an HTTP stack and a JSON codec must do, and nothing they may decide.
 *
 * <p>Uses no other package but the check of arguments in {@code internal.text}, so that an adapter sees this package
 * and nothing behind it.
 *
 * <p><b>The rules.</b> Each has a case in the contract suite of the testkit, and each failure there quotes its rule.
 * All of them are required; where a stack cannot do what one says, its suite declares the deviation with the reason.
 *
 * <p>What is sent:
 *
 * <ul>
 *   <li><b>T1</b> Each call sends one GET, and never a second one by itself.
 *   <li><b>T2</b> A kept connection that the server has closed meanwhile is replaced and the request sent on another one, once.
 *   <li><b>T3</b> The URL is sent to the letter: nothing in it is decoded, encoded or normalised.
 *   <li><b>T4</b> Exactly the headers of the request are sent, beside Host and what the framing needs; their order carries no
 *       meaning (RFC 9110, section 5.3).
 *   <li><b>T5</b> Nothing of a response is kept for the next request: no cookie, no validator, no body.
 *   <li><b>T6</b> A redirect is returned like any other response, and not followed.
 * </ul>
 *
 * <p>What is received:
 *
 * <ul>
 *   <li><b>T7</b> A response is returned as soon as its headers are there, whatever its status.
 *   <li><b>T8</b> All values of a header are given in the order received, by its name in any case; none if it is absent.
 *   <li><b>T9</b> Interim responses (status 1xx) are passed over.
 *   <li><b>T10</b> The bytes of a body are those on the wire, in order and without the framing; no content coding is undone.
 *   <li><b>T11</b> A body is received while it is read, and not buffered ahead of its reader.
 *   <li><b>T12</b> A read brings at least one byte, from the buffer's position to its limit and no further; the end is -1, and
 *       stays so.
 *   <li><b>T13</b> An end that comes before the framing says so is an EOFException; a body without a framing ends with its
 *       connection.
 * </ul>
 *
 * <p>Connections:
 *
 * <ul>
 *   <li><b>T14</b> A connection is used again as soon as exactly the announced bytes, or the last chunk, were read.
 *   <li><b>T15</b> What a server sends unasked is never taken for an answer.
 *   <li><b>T16</b> Closing a response drops the connection of a body that was not read to its end, and reads nothing more;
 *       closing it again does nothing.
 *   <li><b>T17</b> Exchanges do not hold each other up: any number of them may be under way at once, in any thread.
 *   <li><b>T18</b> Over TLS the certificate and the host's name are verified, by the trust of the settings or else the JVM's.
 *   <li><b>T19</b> HTTP/2 is spoken where both ends agree on it (ALPN, RFC 7301), and HTTP/1.1 everywhere else.
 *   <li><b>T20</b> The proxy of the settings is asked for every request; a refusal to connect is a ProxyException.
 * </ul>
 *
 * <p>How an exchange ends:
 *
 * <ul>
 *   <li><b>T21</b> Before it can block, a transport gives the signal an action that wakes the thread that waits and drops the
 *       connection; a signal fired before ends the exchange at once.
 *   <li><b>T22</b> A name that is being looked up holds up no thread of the caller's.
 *   <li><b>T23</b> The signal is told connecting() before a connection is looked for, and connected() when there is one: the
 *       name, TCP, a proxy's CONNECT and TLS lie between.
 *   <li><b>T24</b> No other limit of time is the transport's.
 *   <li><b>T25</b> An abort ends its own exchange and no other, not even one that uses the connection later.
 *   <li><b>T26</b> Closing a transport releases the connections and threads that it made, and waits for no exchange; closing it
 *       again does nothing.
 * </ul>
 *
 * <p>What is thrown:
 *
 * <ul>
 *   <li><b>T27</b> A name that does not resolve, a connection refused and a connect timeout are told by the types that
 *       {@link io.github.cambtts.transport.Transport#get} lists.
 *   <li><b>T28</b> A certificate or an alert that ends TLS is an SSLException; a handshake that only breaks off is a broken
 *       connection.
 *   <li><b>T29</b> A connection that breaks is an IOException of no other meaning, also at the end of one within the headers.
 *   <li><b>T30</b> What is not HTTP is a ProtocolException or unchecked: a status line of garbage, lengths or chunk sizes that
 *       are none or contradict each other, a control character in a header, a length beside 204.
 *   <li><b>T31</b> What comes beside the body is bounded, and more of it a ProtocolException: status line, headers, interim
 *       responses, chunk sizes and extensions, trailers.
 * </ul>
 *
 * <p>Secrets and JSON:
 *
 * <ul>
 *   <li><b>T32</b> No exception shows the value of a header or the query of a URL.
 *   <li><b>T33</b> No header and no URL is logged or printed, at any level.
 *   <li><b>T34</b> JSON is decoded to plain Map, List, String, Number, Boolean or null.
 *   <li><b>T35</b> The decoder is strict: a duplicate member, a second document, a comment or a missing end is an error.
 * </ul>
 */
@NullMarked
package io.github.cambtts.transport;

import org.jspecify.annotations.NullMarked;
