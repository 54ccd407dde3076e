package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;

/** Translates the JDK client's exceptions to those the port documents. */
final class JdkHttpErrors {

    private static final Pattern QUOTES_A_HEADER =
            Pattern.compile("(?:invalid|bad|prohibited) header (?:name|value)", Pattern.CASE_INSENSITIVE);

    /** What the client says when its thread has ended. */
    private static final String ENDED = "selector manager closed";

    private JdkHttpErrors() {}

    /**
     * Returns whether a client must not be used again: its thread has ended, for example for want of memory, or it has
     * rejected a response, whose socket it keeps for as long as it lives.
     */
    static boolean breaksClient(Throwable thrown) {
        Throwable fault = causeOf(thrown);
        return hasEnded(fault) || of(fault) instanceof ProtocolException;
    }

    private static boolean hasEnded(Throwable fault) {
        return fault instanceof RejectedExecutionException
                || String.valueOf(fault.getMessage()).contains(ENDED);
    }

    private static Throwable causeOf(Throwable thrown) {
        boolean isWrapper = thrown instanceof CompletionException || thrown instanceof UncheckedIOException;
        return isWrapper && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    static IOException of(Throwable thrown) {
        Throwable fault = causeOf(thrown);
        if (fault instanceof CancellationException) {
            return withCause(new IOException("aborted"), fault);
        }
        if (fault instanceof RejectedExecutionException) {
            return withCause(new IOException("The client has ended"), fault);
        }
        if (fault instanceof HttpConnectTimeoutException) {
            return withCause(new SocketTimeoutException("connect timed out"), fault);
        }
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (QUOTES_A_HEADER.matcher(String.valueOf(each.getMessage())).find()) {
                // The rest of the message is the header, so it is not kept as the cause either.
                return new ProtocolException("Invalid header");
            }
        }
        if (!(fault instanceof IOException io)) {
            return withCause(new ProtocolException(String.valueOf(fault.getMessage())), fault);
        }
        String message = String.valueOf(io.getMessage());
        if (io instanceof SSLHandshakeException && message.startsWith("Remote host ")) {
            // "terminated the handshake" or "closed the channel": the connection was closed. The certificate is not the
            // cause.
            return withCause(new EOFException("The connection was closed during the TLS handshake"), io);
        }
        if (message.startsWith("Tunnel failed")) {
            // "Tunnel failed, got: 503".
            return new ProxyException(numberAtEnd(message), "No tunnel through the proxy: " + message);
        }
        if (message.startsWith("Illegal character in chunk")
                || message.equals("invalid chunk header")
                || message.startsWith("Chunk header size too long")
                || message.startsWith("unexpected content length")) {
            return withCause(new ProtocolException(message), io);
        }
        return io;
    }

    private static int numberAtEnd(String message) {
        String digits = message.substring(message.lastIndexOf(' ') + 1);
        return digits.matches("\\d{3}") ? Integer.parseInt(digits) : 0;
    }

    private static IOException withCause(IOException translated, Throwable cause) {
        translated.initCause(cause);
        return translated;
    }
}
