package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
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

/** Maps what a transport throws to error kinds, as the Javadoc of {@code Transport.get} defines them. */
final class TransportErrors {

    /** A proxy with this status or a higher one could not reach the server (RFC 9110, section 15.6). */
    private static final int FIRST_SERVER_ERROR = 500;

    private TransportErrors() {}

    static ErrorKind beforeHeaders(Throwable fault) {
        ProxyException refusal = find(fault, ProxyException.class);
        if (refusal != null) {
            return refusal.status() >= FIRST_SERVER_ERROR ? ErrorKind.CONNECT : ErrorKind.PROXY;
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
        if (among(fault, SSLException.class) && !isBroken(fault)) {
            return ErrorKind.TLS;
        }
        return isProtocol(fault) ? ErrorKind.PROTOCOL : ErrorKind.RESET;
    }

    static ErrorKind inBody(Throwable fault) {
        if (among(fault, EOFException.class)) {
            return ErrorKind.TRUNCATED;
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

    /** Returns whether a connection broke, or was refused, before it was set up. */
    static boolean isInTlsHandshake(Throwable fault) {
        return among(fault, SSLHandshakeException.class);
    }

    /** Returns whether a server answered with something other than TLS; the JDK has no type of its own for that. */
    static boolean isAnswerInPlainText(Throwable fault) {
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
