package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A request as the fake service received it.
 *
 * @param origin which of the service's two origins received it
 * @param method the method
 * @param target the path and the query, as sent
 * @param headers the values by name in lower case
 */
public record ReceivedRequest(Origin origin, String method, String target, Map<String, List<String>> headers) {

    private static final String HIDDEN = "(hidden)";
    private static final Pattern SECRET_HEADER =
            Pattern.compile(".*(key|auth|token|secret|password|credential|cookie|signature).*");

    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'<>]+");

    /** The two origins of the service. */
    public enum Origin {
        /** The API, which gets the key. */
        API,
        /** The storage behind presigned URLs, which must not get it. */
        STORAGE
    }

    /**
     * Returns a header.
     *
     * @param name its name, in any case
     * @return its first value, absent if it was not sent
     */
    public Optional<String> header(String name) {
        requireNonNull(name, "name");
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /**
     * Returns the path.
     *
     * @return the path, percent-decoded
     */
    public String path() {
        int query = target.indexOf('?');
        return PercentEncoding.decode(query < 0 ? target : target.substring(0, query));
    }

    /**
     * Returns the query.
     *
     * @return the query as sent, empty if there is none
     */
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /**
     * Returns the request without the key and without the values of query parameters other than {@code output_type}.
     */
    @Override
    public String toString() {
        return summary() + " with " + withoutSecrets().headers();
    }

    /**
     * Returns the request without the key, anywhere in it, and without values of headers and queries that may be
     * secret.
     */
    ReceivedRequest withoutSecrets() {
        Map<String, List<String>> shown = new TreeMap<>();
        headers.forEach((name, values) -> shown.put(
                name,
                SECRET_HEADER.matcher(name).matches()
                        ? List.of(HIDDEN)
                        : values.stream().map(this::withoutSecrets).toList()));
        return new ReceivedRequest(origin, method, withoutKey(shownTarget()), shown);
    }

    /** Returns method, target and origin, without secrets. */
    String summary() {
        return withoutKey(method + " " + shownTarget() + " to " + origin);
    }

    private String shownTarget() {
        int query = target.indexOf('?');
        if (query < 0) {
            return target;
        }
        return target.substring(0, query) + "?"
                + PercentEncoding.parameters(query()).stream()
                        .map(ReceivedRequest::shown)
                        .collect(Collectors.joining("&"));
    }

    /** A parameter without a value may itself be a token. */
    private static String shown(PercentEncoding.Parameter parameter) {
        if (parameter.name().equals("output_type")) {
            return parameter.name() + "=" + parameter.value();
        }
        return parameter.value().isEmpty() ? HIDDEN : parameter.name() + "=" + HIDDEN;
    }

    /** A header may hold a URL. */
    private String withoutSecrets(String value) {
        return withoutKey(QUERY.matcher(value).replaceAll("?" + HIDDEN));
    }

    /** A faulty client may send the key anywhere. */
    private String withoutKey(String text) {
        String shown = text;
        for (String key : headers.getOrDefault("x-api-key", List.of())) {
            shown = key.isEmpty()
                    ? shown
                    : PercentEncoding.pattern(key).matcher(shown).replaceAll(HIDDEN);
        }
        return shown;
    }
}
