package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import javax.net.ssl.SSLException;
import okhttp3.Headers;
import okhttp3.Response;

/** Translates OkHttp's exceptions to those that the port documents. */
final class OkHttpErrors {

    private static final String STREAM_RESET = "stream was reset: ";

    private OkHttpErrors() {}

    /**
     * Rejects responses that OkHttp accepts and other clients reject: a final status below 200, whitespace in a
     * header name (RFC 9112, section 5.1), control characters in a header value (RFC 9110, section 5.5), a negative
     * content length.
     */
    static void rejectInvalid(Response response) throws ProtocolException {
        if (response.code() < 200) {
            throw new ProtocolException("Invalid final status " + response.code());
        }
        Headers headers = response.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (hasWhitespace(headers.name(i), i > 0)) {
                throw new ProtocolException("Whitespace in a header name");
            }
            if (hasControl(headers.value(i))) {
                throw new ProtocolException("Control character in the value of header " + headers.name(i));
            }
        }
        if (response.body().contentLength() < -1) {
            throw new ProtocolException(
                    "Negative Content-Length: " + response.body().contentLength());
        }
    }

    /**
     * Returns whether a name contains whitespace. OkHttp parses a folded line as a header, so leading whitespace may
     * be that.
     */
    private static boolean hasWhitespace(String name, boolean mayBeFolded) {
        boolean isFolded = mayBeFolded && (name.startsWith(" ") || name.startsWith("\t"));
        return !isFolded && (name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0);
    }

    private static boolean hasControl(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the server refused an HTTP/2 stream: it did not process the request (RFC 9113, section 8.7). */
    static boolean isRefusedStream(IOException fault) {
        return (STREAM_RESET + "REFUSED_STREAM").equals(fault.getMessage());
    }

    /** Returns whether a connection failed, rather than what came over it or the call that used it. */
    static boolean isBrokenConnection(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        // OkHttp cancels the HTTP/2 streams of a connection that the server has closed.
        boolean isReset = message.startsWith(STREAM_RESET) && !message.equals(STREAM_RESET + "CANCEL");
        return !(isReset || fault instanceof ProtocolException || fault instanceof InterruptedIOException);
    }

    /** Translates what OkHttp threw instead of a response. */
    static IOException beforeHeaders(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        if (message.equals("Failed to authenticate with proxy")) {
            return new ProxyException(407, "The proxy answered 407");
        }
        if (message.startsWith("Unexpected response code for CONNECT")) {
            // "Unexpected response code for CONNECT: 503".
            return new ProxyException(numberAtEnd(message), "No tunnel through the proxy: " + message);
        }
        if (message.startsWith("header byte count limit")) {
            // OkHttp 5.5.1, over HTTP/2.
            return new ProtocolException(message);
        }
        return unwrapTls(fault);
    }

    private static int numberAtEnd(String message) {
        String digits = message.substring(message.lastIndexOf(' ') + 1);
        return digits.matches("\\d{3}") ? Integer.parseInt(digits) : 0;
    }

    /** Translates what OkHttp threw instead of the body. */
    static IOException inBody(IOException fault) {
        if (fault instanceof ProtocolException && "unexpected end of stream".equals(fault.getMessage())) {
            return new EOFException(fault.getMessage());
        }
        return unwrapTls(fault);
    }

    /** Removes the SSLException in which TLS wraps an exception of {@link GuardedSocket}. */
    private static IOException unwrapTls(IOException fault) {
        return fault instanceof SSLException && fault.getCause() instanceof ProtocolException refused ? refused : fault;
    }
}
