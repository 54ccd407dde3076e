package io.github.cambtts.transport;

import java.io.IOException;

/**
 * An HTTP stack: the driven port.
 *
 * <p>A transport performs exchanges; it holds no policy. It never retries, never follows a redirect, never interprets a
 * status, never decompresses or buffers a body, and never logs a header. Deadlines, retries, redirects, byte counting
 * and error mapping belong to the caller, so that they are the same over every transport. Whether an implementation
 * keeps these promises is proved by the contract suite of the testkit; the description of this package numbers them.
 *
 * <p>Implementations are thread-safe: many exchanges may run at once, each of them used by one thread at a time, apart
 * from {@link AbortSignal#abort()}, which any thread may call.
 */
public interface Transport extends AutoCloseable {

    /**
     * Sends one GET and returns as soon as the response's headers are there, whatever its status.
     *
     * <p>Exactly {@link TransportRequest#headers()} are sent, beside {@code Host} and what the protocol's framing
     * needs. Before it can block, the transport hands the signal an action that ends this exchange, drops its
     * connection and wakes the thread that waits for a connection, for headers or for the body: a DNS lookup must not
     * block that thread either.
     *
     * <p>The transport calls {@link AbortSignal#connecting()} before it looks for a connection, and
     * {@link AbortSignal#connected()} when it has one and is about to send the request. So the caller can apply one
     * limit to all of connecting: DNS, TCP, a proxy's {@code CONNECT} and TLS.
     * {@link TransportRequest#connectTimeout()} is that limit, for a stack that needs one to end an attempt that nobody
     * waits for any longer. The transport has no other time limit.
     *
     * <p>Failures reach the caller as the {@link IOException} of the stack. The caller walks its causes and reads:
     * {@link ProxyException} as a proxy that refused or, with a 5xx status, could not reach the server,
     * {@link java.net.UnknownHostException} and
     * {@link java.nio.channels.UnresolvedAddressException} as a name that does not resolve,
     * {@link java.net.SocketTimeoutException} as the connect timeout, {@link java.net.ConnectException} and
     * {@link java.net.NoRouteToHostException} as a connection refused, {@link javax.net.ssl.SSLException} as TLS (after
     * {@link AbortSignal#connected()}, {@link javax.net.ssl.SSLHandshakeException} alone),
     * {@link java.io.EOFException} as a message that ended early, {@link java.net.ProtocolException} and unchecked
     * exceptions as a response that is not HTTP, and anything else as a connection that broke. The transport translates
     * other exceptions of its stack to these types. No exception may show a header's value or a URL's query.
     *
     * @param request what to ask for
     * @param signal how the caller ends the exchange early
     * @return the response, which the caller closes
     * @throws IOException if there is no response
     */
    TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException;

    /**
     * Returns the decoder of JSON that goes with this HTTP stack.
     *
     * @return the decoder; loads its library with the first document, not before
     */
    JsonDecoder jsonDecoder();

    /**
     * Releases what the transport itself created (idle connections, threads), and nothing that the host handed in.
     *
     * <p>Does not wait for running exchanges: each goes on, or ends with an {@link IOException}, and its connection is
     * released once it is over. Whoever wants it to end aborts its signal. A later exchange is an {@link IOException}, and
     * connects to nothing. Idempotent.
     */
    @Override
    void close();
}
