package io.github.cambtts.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the fake service received it.
 *
 * @param origin which of its two origins was asked
 * @param method the method
 * @param target the path and the query, as sent
 * @param headers the values by name in lower case
 */
public record ReceivedRequest(Origin origin, String method, String target, Map<String, List<String>> headers) {

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
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }
}
