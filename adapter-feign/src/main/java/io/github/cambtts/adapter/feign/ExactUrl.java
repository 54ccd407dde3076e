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
     * Returns the URL to send: the one that was asked for, to the letter, or what the host's interceptors made of it. The
     * key, and a URL's signature, stay with their origin.
     *
     * @param url what was asked for; what of it is not ASCII is sent as percent-encoded UTF-8
     * @param actual what OkHttp is about to send
     * @throws ProtocolException if it has another origin, or this version of OkHttp cannot send it; nothing is sent then
     */
    static HttpUrl toSend(URI url, HttpUrl actual) throws ProtocolException {
        HttpUrl parsed = HttpUrl.get(url);
        boolean sameOrigin = parsed != null
                && parsed.scheme().equals(actual.scheme())
                && parsed.host().equals(actual.host())
                && parsed.port() == actual.port();
        if (!sameOrigin) {
            throw new ProtocolException("An interceptor changed the origin of the request. Set the base URL instead.");
        }
        return actual.equals(parsed) ? exactly(url, parsed) : actual;
    }

    private static HttpUrl exactly(URI url, HttpUrl parsed) throws ProtocolException {
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
        String origin =
                parsed.newBuilder().encodedPath("/").query(null).fragment(null).toString();
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
        return new ProtocolException(
                "This version of OkHttp cannot send the URL as it is, and its signature would break."
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
