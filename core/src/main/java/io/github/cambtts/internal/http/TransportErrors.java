package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Answer;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.Watch;
import io.github.cambtts.internal.text.PlainText;
import io.github.cambtts.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exceptions for what a transport throws in one exchange: the kind, as the Javadoc of {@code Transport.get}
 * defines it, and what to do. An exchange that was ended has the reason for that instead.
 */
final class TransportErrors {

    /** A proxy with this status or a higher one could not reach the server (RFC 9110, section 15.6). */
    private static final int FIRST_SERVER_ERROR = 500;

    private final Call call;
    private final Watch watch;
    private final String destination;

    /**
     * Begins an exchange.
     *
     * @param destination host and port, as a message names them
     */
    TransportErrors(Call call, Watch watch, String destination) {
        this.call = call;
        this.watch = watch;
        this.destination = destination;
    }

    /** Returns the exception for what was thrown in place of a response. */
    TtsException beforeHeaders(Throwable fault) {
        return exception(kindBeforeHeaders(fault, watch.signal().wasConnected()), fault, Answer.NONE);
    }

    /**
     * Returns the exception for headers that cannot be valid. Some HTTP stacks fail before they return a response. So
     * that all behave alike, it has no status or request id.
     */
    TtsException invalidHeaders(RuntimeException fault) {
        return exception(ErrorKind.PROTOCOL, fault, Answer.NONE);
    }

    /** Returns the exception for a proxy's refusal: the same as if the HTTP stack rejects it. */
    TtsException refusedByProxy(int status) {
        return exception(ErrorKind.PROXY, new ProxyException("The proxy answered " + status), Answer.NONE);
    }

    /** Returns the exception for what was thrown in place of a part of the body. */
    TtsException inBody(Throwable fault, Answer answer) {
        ErrorKind kind = among(fault, EOFException.class)
                ? ErrorKind.TRUNCATED
                : isProtocol(fault) ? ErrorKind.PROTOCOL : ErrorKind.RESET;
        return exception(kind, fault, answer);
    }

    private TtsException exception(ErrorKind kind, Throwable fault, Answer answer) {
        Throwable cause = call.redaction().copy(fault);
        ErrorKind stopped = watch.stopped();
        if (stopped != null && stopped != ErrorKind.CONNECT_TIMEOUT) {
            return call.ended(stopped, cause);
        }
        ErrorKind told = stopped == null ? kind : stopped;
        return call.failure(told, call.activity() + " " + explanation(told, fault), answer, cause);
    }

    private String explanation(ErrorKind kind, Throwable fault) {
        return switch (kind) {
            case CONNECT ->
                "could not connect to " + destination
                        + ". Check the base URL, the network, the firewall and any proxy.";
            case CONNECT_TIMEOUT ->
                "could not connect to " + destination
                        + " within the connect limit. Check the network and the base URL, or"
                        + " raise it with Timeouts.withConnect(Duration).";
            case DNS ->
                "could not resolve a name on the way to " + destination
                        + ". Check the base URL, any proxy and the DNS.";
            case TLS ->
                "failed in the TLS handshake with " + destination
                        + (isAnswerInPlainText(fault)
                                ? ", which did not answer with TLS. Check the base URL, and that that port is for https."
                                : ". Check its certificate and the trusted certificates.");
            case PROXY -> "was refused by the proxy for " + destination + ". Check the proxy and its credentials.";
            case PROTOCOL -> invalidHttp(fault);
            case TRUNCATED -> "stopped before the end: the response was cut short. Try again.";
            default ->
                among(fault, SSLHandshakeException.class)
                        ? "failed because the connection broke in the TLS handshake with " + destination
                                + ". Try again, and check that that port is for https."
                        : "failed because the connection broke. Try again.";
        };
    }

    private String invalidHttp(Throwable fault) {
        if (fault instanceof LinkageError missing) {
            return "failed inside the HTTP stack: " + call.redaction().clean(PlainText.of(missing))
                    + ". Add the libraries that it depends on, in their versions.";
        }
        return fault instanceof Error
                ? "failed inside the HTTP stack with " + fault.getClass().getName() + ". See the cause."
                : "got a response that is not valid HTTP. Check the base URL and any proxy in between.";
    }

    private static ErrorKind kindBeforeHeaders(Throwable fault, boolean wasConnected) {
        ProxyException proxy = find(fault, ProxyException.class);
        if (proxy != null) {
            return proxy.status() >= FIRST_SERVER_ERROR ? ErrorKind.CONNECT : ErrorKind.PROXY;
        }
        if (among(fault, UnknownHostException.class) || among(fault, UnresolvedAddressException.class)) {
            return ErrorKind.DNS;
        }
        if (among(fault, SocketTimeoutException.class)) {
            return ErrorKind.CONNECT_TIMEOUT;
        }
        if (among(fault, ConnectException.class) || among(fault, NoRouteToHostException.class)) {
            return ErrorKind.CONNECT;
        }
        // After the handshake, a record that cannot be decrypted is a broken connection, as it is in a body. An alert
        // about a certificate may come that late (RFC 8446, section 4.4.2.4).
        Class<? extends SSLException> refusal = wasConnected ? SSLHandshakeException.class : SSLException.class;
        if (among(fault, refusal) && !isBroken(fault)) {
            return ErrorKind.TLS;
        }
        return isProtocol(fault) ? ErrorKind.PROTOCOL : ErrorKind.RESET;
    }

    /**
     * A handshake that ends because the connection broke is a broken connection; one that ends with an alert or an
     * untrusted certificate is a TLS error.
     */
    private static boolean isBroken(Throwable fault) {
        return among(fault, EOFException.class) || among(fault, SocketException.class);
    }

    /** Returns whether a server answered with something other than TLS; the JDK has no type of its own for that. */
    private static boolean isAnswerInPlainText(Throwable fault) {
        SSLException refusal = find(fault, SSLException.class);
        return refusal != null && String.valueOf(refusal.getMessage()).contains("nrecognized SSL message");
    }

    private static boolean isProtocol(Throwable fault) {
        return among(fault, ProtocolException.class) || !(fault instanceof IOException);
    }

    private static boolean among(Throwable fault, Class<? extends Throwable> type) {
        return find(fault, type) != null;
    }

    private static <T extends Throwable> @Nullable T find(Throwable fault, Class<T> type) {
        int depth = 0;
        for (@Nullable Throwable t = fault; t != null && depth < 16; t = t.getCause(), depth++) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
