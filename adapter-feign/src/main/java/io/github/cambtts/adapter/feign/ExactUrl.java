package io.github.cambtts.adapter.feign;

import java.lang.reflect.Constructor;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Makes OkHttp send a URL unchanged. OkHttp's parser resolves dot segments and encodes characters such as {@code '},
 * which breaks a signature. A constructor of {@code HttpUrl} that is not public takes the text unparsed.
 */
final class ExactUrl {

    /** Scheme, user name, password, host, port, path segments, query parameters, fragment, and the text of the URL. */
    private static final Class<?>[] PARTS = {
        String.class,
        String.class,
        String.class,
        String.class,
        int.class,
        List.class,
        List.class,
        String.class,
        String.class
    };

    private ExactUrl() {}

    /**
     * Returns the URL to send: the requested one unchanged, or the one that the host's interceptors changed it to. The
     * origin must stay the same, because the API key and a URL's signature belong to it.
     *
     * @param url the requested URL; non-ASCII characters are sent as percent-encoded UTF-8
     * @param actual the URL that OkHttp is about to send
     * @throws ProtocolException if the origin differs, or this version of OkHttp cannot send the URL; nothing is sent
     *     then
     */
    static HttpUrl toSend(URI url, HttpUrl actual) throws ProtocolException {
        HttpUrl parsed = checkOrigin(url, actual);
        return actual.equals(parsed) ? exact(url, parsed) : actual;
    }

    /**
     * Returns the requested URL as OkHttp parses it.
     *
     * @throws ProtocolException if another one has a different origin, or is none
     */
    static HttpUrl checkOrigin(URI url, @Nullable HttpUrl actual) throws ProtocolException {
        HttpUrl parsed = HttpUrl.get(url);
        boolean sameOrigin = parsed != null
                && actual != null
                && parsed.scheme().equals(actual.scheme())
                && parsed.host().equals(actual.host())
                && parsed.port() == actual.port();
        if (!sameOrigin) {
            throw new ProtocolException("An interceptor changed the origin of the request. Set the base URL instead.");
        }
        return parsed;
    }

    private static HttpUrl exact(URI url, HttpUrl parsed) throws ProtocolException {
        String path = ascii(url.getRawPath().isEmpty() ? "/" : url.getRawPath());
        String query = url.getRawQuery() == null ? "" : "?" + ascii(url.getRawQuery());
        HttpUrl exact = requestTarget(parsed).equals(path + query) ? parsed : unparsed(parsed, path + query);
        if (!requestTarget(exact).equals(path + query)) {
            throw cannotSend();
        }
        return exact;
    }

    /** Returns the request target that OkHttp writes. */
    private static String requestTarget(HttpUrl url) {
        return url.encodedPath() + (url.encodedQuery() == null ? "" : "?" + url.encodedQuery());
    }

    private static HttpUrl unparsed(HttpUrl parsed, String pathAndQuery) throws ProtocolException {
        String origin =
                parsed.newBuilder().encodedPath("/").query(null).fragment(null).toString();
        String text = origin.substring(0, origin.length() - 1) + pathAndQuery;
        try {
            Constructor<HttpUrl> constructor = HttpUrl.class.getDeclaredConstructor(PARTS);
            constructor.setAccessible(true);
            // A null list of parameters means no query to OkHttp.
            List<String> parameters = pathAndQuery.indexOf('?') < 0 ? null : List.of();
            return constructor.newInstance(
                    parsed.scheme(), "", "", parsed.host(), parsed.port(), List.of(""), parameters, null, text);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Without the cause, whose message may contain the URL.
            throw cannotSend();
        }
    }

    private static ProtocolException cannotSend() {
        return new ProtocolException(
                "This version of OkHttp cannot send the URL unchanged, so its signature would be invalid."
                        + " Use OkHttp 4.12.0 to 5.5.1.");
    }

    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0) {
                ascii.append((char) b);
            } else {
                ascii.append(String.format("%%%02X", b & 0xff));
            }
        }
        return ascii.toString();
    }
}
