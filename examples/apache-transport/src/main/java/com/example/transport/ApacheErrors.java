package com.example.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** Translates HttpClient's exceptions to those that {@code Transport.get} lists. */
final class ApacheErrors {

    private ApacheErrors() {}

    static IOException translated(Throwable fault) {
        if (fault instanceof ConnectionClosedException
                || fault instanceof TruncatedChunkException
                || isEndAfterAChunk(fault)) {
            // T13
            return new EOFException("The connection ended within the body");
        }
        if (fault instanceof ClientProtocolException
                || fault instanceof MalformedChunkCodingException
                || fault instanceof MessageConstraintException
                || fault instanceof RuntimeException) {
            // T30, T31. T32: without message and cause, since both quote the response.
            return new ProtocolException("The response is not HTTP");
        }
        if (fault instanceof SSLException && isBreak(fault.getCause())) {
            // T28: a handshake that breaks off is a broken connection, and no TLS failure.
            return new IOException("The connection broke within the TLS handshake");
        }
        return fault instanceof IOException broken ? broken : new IOException(fault);
    }

    /** Not a fault of the chunked coding, although HttpClient reports it as one. */
    private static boolean isEndAfterAChunk(Throwable fault) {
        return fault instanceof MalformedChunkCodingException
                && "CRLF expected at end of chunk".equals(fault.getMessage());
    }

    private static boolean isBreak(Throwable cause) {
        return cause instanceof EOFException || cause instanceof SocketException;
    }

    /** T30: rejects what HttpClient accepts. */
    static void rejectWhatIsNotHttp(ClassicHttpResponse response) throws ProtocolException {
        for (Header header : response.getHeaders()) {
            if (header.getValue() != null && header.getValue().chars().anyMatch(ApacheErrors::isControl)) {
                throw new ProtocolException("A control character in the header " + header.getName());
            }
        }
        if (response.containsHeader(HttpHeaders.CONTENT_LENGTH)
                && (response.getCode() == 204 || response.containsHeader(HttpHeaders.TRANSFER_ENCODING))) {
            throw new ProtocolException("A length that contradicts the framing");
        }
    }

    private static boolean isControl(int c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }
}
