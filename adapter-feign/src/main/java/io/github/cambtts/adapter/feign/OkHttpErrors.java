package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import javax.net.ssl.SSLException;
import okhttp3.Headers;
import okhttp3.Response;

/** Translates OkHttp's exceptions to those that the port documents. */
final class OkHttpErrors {

    /** OkHttp's own limit for the headers and trailers of a response, interim responses included. */
    private static final int MAX_HEADER_BYTES = 256 * 1024;

    private OkHttpErrors() {}

    /**
     * Refuses what OkHttp lets pass and then stumbles over, and what other clients refuse: a final status below 200, white
     * space in a header's name (RFC 9112, section 5.1), control characters in its value (RFC 9110, section 5.5), a length
     * below zero.
     */
    static void rejectWhatIsNotHttp(Response response) throws ProtocolException {
        if (response.code() < 200) {
            throw new ProtocolException("The status " + response.code());
        }
        Headers headers = response.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (hasSpace(headers.name(i), i > 0)) {
                throw new ProtocolException("White space in the name of a header");
            }
            if (hasControl(headers.value(i))) {
                throw new ProtocolException("A control character in the header " + headers.name(i));
            }
        }
        if (response.body().contentLength() < -1) {
            throw new ProtocolException("Content-Length: " + response.body().contentLength());
        }
    }

    /** Looks for white space that is not the beginning of a folded line, which OkHttp takes for a name. */
    private static boolean hasSpace(String name, boolean mayBeFolded) {
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

    /**
     * Translates what OkHttp threw instead of a response.
     *
     * @param headerBytes how much of headers was received
     */
    static IOException beforeHeaders(IOException fault, long headerBytes) {
        String message = String.valueOf(fault.getMessage());
        if (message.equals("Failed to authenticate with proxy")) {
            return new ProxyException("The proxy answered 407");
        }
        if (message.startsWith("Unexpected response code for CONNECT")) {
            return new ProxyException("The proxy refused to connect: " + message);
        }
        if (fault.getCause() instanceof EOFException && headerBytes >= MAX_HEADER_BYTES) {
            return tooLong();
        }
        return withoutTls(fault);
    }

    /**
     * Translates what OkHttp threw instead of the body.
     *
     * @param headerAndTrailerBytes how much of headers and trailers was received
     */
    static IOException inBody(IOException fault, long headerAndTrailerBytes) {
        if (fault instanceof ProtocolException && "unexpected end of stream".equals(fault.getMessage())) {
            return new EOFException(fault.getMessage());
        }
        if (fault instanceof EOFException && headerAndTrailerBytes >= MAX_HEADER_BYTES) {
            return tooLong();
        }
        return withoutTls(fault);
    }

    /**
     * OkHttp stops looking for the end of a line when its bytes for headers are used up, and calls that an end of the stream:
     * as a cause it would mislead.
     */
    private static IOException tooLong() {
        return new ProtocolException("The headers or trailers are too long");
    }

    /** TLS makes an error of its own of what the socket beneath it refused. */
    private static IOException withoutTls(IOException fault) {
        return fault instanceof SSLException && fault.getCause() instanceof ProtocolException refused ? refused : fault;
    }
}
