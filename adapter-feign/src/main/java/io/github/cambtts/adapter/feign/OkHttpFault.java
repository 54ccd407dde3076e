package io.github.cambtts.adapter.feign;

import io.github.cambtts.transport.ProxyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Says OkHttp's faults in the port's words where OkHttp has words of its own. */
final class OkHttpFault {

    private static final int MOST_HEADER_BYTES = 256 * 1024;
    private static final Pattern SEARCHED = Pattern.compile("\\Q\\n\\E not found: limit=([0-9]{1,9})");

    private OkHttpFault() {}

    /**
     * Refuses what OkHttp lets pass and then stumbles over: control characters in a header (RFC 9110, section 5.5), a
     * length below zero.
     */
    static void rejectWhatIsNotHttp(Response response) throws ProtocolException {
        Headers headers = response.headers();
        for (int i = 0; i < headers.size(); i++) {
            if (hasControl(headers.value(i))) {
                throw new ProtocolException("A control character in the header " + headers.name(i));
            }
        }
        if (response.body().contentLength() < -1) {
            throw new ProtocolException("Content-Length: " + response.body().contentLength());
        }
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

    static IOException beforeHeaders(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        if (message.equals("Failed to authenticate with proxy")) {
            return new ProxyException("The proxy answered 407");
        }
        if (message.startsWith("Unexpected response code for CONNECT")) {
            return new ProxyException("The proxy refused to connect: " + message);
        }
        if (isForTooLongHeaders(fault.getCause())) {
            return caused(new ProtocolException("The headers are too long"), fault);
        }
        return fault;
    }

    static IOException inBody(IOException fault) {
        boolean endsEarly = fault instanceof ProtocolException && "unexpected end of stream".equals(fault.getMessage());
        if (!endsEarly) {
            return fault;
        }
        return caused(new EOFException(fault.getMessage()), fault);
    }

    /** OkHttp stops looking for the end of a line when its 256 KiB for headers are used up, and calls that an end. */
    private static boolean isForTooLongHeaders(@Nullable Throwable cause) {
        Matcher searched = SEARCHED.matcher(cause instanceof EOFException ? String.valueOf(cause.getMessage()) : "");
        return searched.lookingAt() && Integer.parseInt(searched.group(1)) >= MOST_HEADER_BYTES / 2;
    }

    private static IOException caused(IOException translated, Throwable by) {
        translated.initCause(by);
        return translated;
    }
}
