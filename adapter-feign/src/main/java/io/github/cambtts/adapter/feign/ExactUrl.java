package io.github.cambtts.adapter.feign;

import java.lang.reflect.Constructor;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.HttpUrl;

/**
 * A URL that OkHttp sends to the letter. Its parser resolves dot segments and encodes characters such as {@code '}, which
 * breaks a signature; what it sends is the text that a URL is made with, and that a constructor takes as it is.
 */
final class ExactUrl {

    private ExactUrl() {}

    /**
     * Returns a URL whose path and query are sent as they are, but for what is not ASCII, which is sent as the
     * percent-encoded UTF-8.
     *
     * @throws ProtocolException if this version of OkHttp cannot; nothing is sent then
     */
    static HttpUrl of(URI url, HttpUrl parsed) throws ProtocolException {
        String path = ascii(url.getRawPath().isEmpty() ? "/" : url.getRawPath());
        String query = url.getRawQuery() == null ? "" : "?" + ascii(url.getRawQuery());
        HttpUrl exact = sent(parsed).equals(path + query) ? parsed : unparsed(parsed, path + query);
        if (!sent(exact).equals(path + query)) {
            throw inexact();
        }
        return exact;
    }

    /** Returns what OkHttp writes into the request line. */
    private static String sent(HttpUrl url) {
        return url.encodedPath() + (url.encodedQuery() == null ? "" : "?" + url.encodedQuery());
    }

    private static HttpUrl unparsed(HttpUrl parsed, String pathAndQuery) throws ProtocolException {
        String origin = parsed.newBuilder().encodedPath("/").query(null).fragment(null).toString();
        String text = origin.substring(0, origin.length() - 1) + pathAndQuery;
        try {
            Constructor<HttpUrl> constructor = HttpUrl.class.getDeclaredConstructor(
                    String.class,
                    String.class,
                    String.class,
                    String.class,
                    int.class,
                    List.class,
                    List.class,
                    String.class,
                    String.class);
            constructor.setAccessible(true);
            // Without a list of parameters, OkHttp takes it that there is no query.
            List<String> parameters = pathAndQuery.indexOf('?') < 0 ? null : List.of();
            return constructor.newInstance(
                    parsed.scheme(), "", "", parsed.host(), parsed.port(), List.of(""), parameters, null, text);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Not the cause: it may show the URL.
            throw inexact();
        }
    }

    private static ProtocolException inexact() {
        return new ProtocolException("This version of OkHttp cannot send the URL as it is, and its signature would break."
                + " OkHttp 4.12.0 to 5.5.1 can.");
    }

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0) {
                ascii.append((char) b);
            } else {
                ascii.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xF, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xF, 16)));
            }
        }
        return ascii.toString();
    }
}
