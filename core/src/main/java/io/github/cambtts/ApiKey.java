package io.github.cambtts;

import org.jspecify.annotations.Nullable;

/**
 * An API key: checked when it is created, never shown.
 *
 * <p>Neither {@code toString} nor any message of this library contains its value.
 */
public final class ApiKey {

    private final String value;

    private ApiKey(String value) {
        this.value = value;
    }

    /**
     * Checks a key. The check is that of an HTTP field value (RFC 9110, section 5.5), with one rule more: a key has
     * visible ASCII characters only.
     *
     * @param key the key, as the API section of the studio shows it
     * @return the key
     * @throws IllegalArgumentException if it is null, empty or contains a character that cannot be sent; the message
     *     never contains the value
     */
    public static ApiKey of(@Nullable String key) {
        if (key == null || key.isEmpty()) {
            throw new IllegalArgumentException("The API key is " + (key == null ? "null" : "empty")
                    + ". Check that its environment variable is set. Give the key from the API section of the studio.");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("The API key has " + nameOf(c) + " at position " + (i + 1) + " of "
                        + key.length() + ". Give the key alone, without quotes, spaces or line ends.");
            }
        }
        return new ApiKey(key);
    }

    private static String nameOf(char c) {
        return switch (c) {
            case '\n', '\r' -> "a line end";
            case ' ', '\t' -> "a space";
            default -> c < ' ' || c == 0x7f ? "a control character" : "a non-ASCII character";
        };
    }

    String value() {
        return value;
    }

    /** Returns a placeholder. */
    @Override
    public String toString() {
        return "ApiKey[hidden]";
    }
}
