package io.github.cambtts.internal.text;

import java.util.Map;

/**
 * A text with one layer of escapes removed, and the position in the original of each of its characters:
 * percent-encoding (RFC 3986, section 2.1), a backslash before a character or before {@code u} and four digits (RFC
 * 8259, section 7), character and entity references (XML 1.0, sections 4.1 and 4.6).
 *
 * <p>Only for searching: what is not an escape stays unchanged.
 */
final class Unescaped {

    private static final int MAX_ENTITY_CHARS = 10;
    private static final int UNICODE_DIGITS = 4;
    private static final Map<String, Character> ENTITIES =
            Map.of("amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'');

    private final StringBuilder chars;
    private final int[] starts;

    private Unescaped(int maxChars) {
        this.chars = new StringBuilder(maxChars);
        this.starts = new int[maxChars + 1];
    }

    /** Wraps a text without removing anything. */
    static Unescaped of(String text) {
        Unescaped same = new Unescaped(text.length());
        for (int i = 0; i < text.length(); i++) {
            same.append(text.charAt(i), i);
        }
        return same.endingAt(text.length());
    }

    /** Removes one layer. */
    Unescaped next() {
        Unescaped next = new Unescaped(chars.length());
        for (int i = 0; i < chars.length(); ) {
            int from = i;
            char c = chars.charAt(i);
            i = switch (c) {
                case '%' -> next.appendHex(from, from + 1, 2, this);
                case '\\' ->
                    from + 1 < chars.length() && chars.charAt(from + 1) == 'u'
                            ? next.appendHex(from, from + 2, UNICODE_DIGITS, this)
                            : next.appendQuoted(from, this);
                case '&' -> next.appendEntity(from, this);
                default -> from;
            };
            if (i == from) {
                next.append(c, starts[i]);
                i++;
            }
        }
        return next.endingAt(starts[chars.length()]);
    }

    /** Appends the character that digits encode; returns the index after them, or {@code from} if there are none. */
    private int appendHex(int from, int digits, int count, Unescaped source) {
        if (digits + count > source.chars.length()) {
            return from;
        }
        int code = code(source.chars.substring(digits, digits + count), 16);
        if (code < 0) {
            return from;
        }
        append((char) code, source.starts[from]);
        return digits + count;
    }

    private int appendQuoted(int from, Unescaped source) {
        if (from + 1 >= source.chars.length() || Character.isLetterOrDigit(source.chars.charAt(from + 1))) {
            return from;
        }
        append(source.chars.charAt(from + 1), source.starts[from]);
        return from + 2;
    }

    private int appendEntity(int from, Unescaped source) {
        int limit = Math.min(source.chars.length(), from + MAX_ENTITY_CHARS);
        int end = source.chars.substring(from, limit).indexOf(';');
        if (end < 0) {
            return from;
        }
        String name = source.chars.substring(from + 1, from + end);
        int code = -1;
        if (name.startsWith("#x")) {
            code = code(name.substring(2), 16);
        } else if (name.startsWith("#")) {
            code = code(name.substring(1), 10);
        } else if (ENTITIES.containsKey(name)) {
            code = ENTITIES.get(name);
        }
        if (code < 0) {
            return from;
        }
        append((char) code, source.starts[from]);
        return from + end + 1;
    }

    /** Reads digits; negative if these are none. */
    private static int code(String digits, int radix) {
        int code = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            code = code * radix + digit;
        }
        return digits.isEmpty() ? -1 : code & Character.MAX_VALUE;
    }

    private void append(char c, int start) {
        starts[chars.length()] = start;
        chars.append(c);
    }

    private Unescaped endingAt(int end) {
        starts[chars.length()] = end;
        return this;
    }

    String text() {
        return chars.toString();
    }

    /**
     * Returns the index in the original at which a character begins or, after the last one, at which the original ends.
     */
    int start(int index) {
        return starts[index];
    }
}
