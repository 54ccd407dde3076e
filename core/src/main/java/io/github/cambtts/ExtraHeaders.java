package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks the headers that a host adds to requests. */
final class ExtraHeaders {

    /** Headers that the library, the HTTP stack or a proxy sets, credentials, and requests for another response. */
    private static final Set<String> RESERVED = Set.of(
            "a-im",
            "authorization",
            "connection",
            "expect",
            "forwarded",
            "host",
            "http2-settings",
            "keep-alive",
            "max-forwards",
            "prefer",
            "range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via",
            "x-api-key");

    /** Negotiation, a body's description, cookies, conditions (RFC 9110, section 13.1), and headers for a proxy. */
    private static final List<String> RESERVED_PREFIXES = List.of("accept", "content-", "cookie", "if-", "proxy-");

    private static final String TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~";
    private static final int MAX_SHOWN = 80;

    private ExtraHeaders() {}

    /**
     * Checks a header.
     *
     * @throws IllegalArgumentException if it cannot be sent or is reserved; the message never contains the value
     */
    static void check(String name, String value) {
        if (!requireNonNull(name, "name").chars().allMatch(ExtraHeaders::isTokenCharacter) || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "The name of a header is not a token of RFC 9110. Give one such as \"traceparent\".");
        }
        String shown = "The header \"" + name.substring(0, Math.min(name.length(), MAX_SHOWN)) + "\"";
        String lower = name.toLowerCase(Locale.ROOT);
        if (RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith)) {
            throw new IllegalArgumentException(
                    shown + " is reserved. Leave it out, or give another such as \"traceparent\".");
        }
        if (!requireNonNull(value, "value").equals(value.strip())
                || !value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
            throw new IllegalArgumentException(
                    shown + " has a value that cannot be sent. Give visible ASCII characters, with spaces between"
                            + " them and none around them.");
        }
    }

    private static boolean isTokenCharacter(int c) {
        return (c >= '0' && c <= '9')
                || (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || TOKEN_CHARACTERS.indexOf(c) >= 0;
    }
}
