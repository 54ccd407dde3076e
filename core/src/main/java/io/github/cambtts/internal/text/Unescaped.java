package io.github.cambtts.internal.text;

import java.util.Map;

/**
 * A text with one layer of escapes removed, and the position in the original of each of its characters:
 * percent-encoding (RFC 3986, section 2.1, and with {@code u} and four digits), a backslash before a character, before
 * {@code u} and four digits (RFC 8259, section 7) or before {@code x} and two, {@code 0x} and two digits, character and
 * entity references (XML 1.0, sections 4.1 and 4.6).
 *
 * <p>Only for searching: what is not an escape stays unchanged.
 */
final class Unescaped {

    private static final int MAX_ENTITY_CHARS = 6;
    private static final int UNICODE_DIGITS = 4;
    private static final Map<String, Character> ENTITIES =
            Map.of("amp", '&', "lt", '<', "gt", '>', "quot", '"', "apos", '\'');

    private final StringBuilder chars;
    private final int[] starts;
    private final int[] ends;

    private Unescaped(int maxChars) {
        this.chars = new StringBuilder(maxChars);
        this.starts = new int[maxChars];
        this.ends = new int[maxChars];
    }

    /** Wraps a text without removing anything. */
    static Unescaped of(String text) {
        Unescaped same = new Unescaped(text.length());
        for (int i = 0; i < text.length(); i++) {
            same.append(text.charAt(i), i, i + 1);
        }
        return same;
    }

    /** Returns the letters and digits alone, in lower case. */
    Unescaped lettersAndDigits() {
        Unescaped left = new Unescaped(chars.length());
        for (int i = 0; i < chars.length(); i++) {
            if (Character.isLetterOrDigit(chars.charAt(i))) {
                left.append(Character.toLowerCase(chars.charAt(i)), starts[i], ends[i]);
            }
        }
        return left;
    }

    /** Removes one layer. */
    Unescaped next() {
        Unescaped next = new Unescaped(chars.length());
        for (int i = 0; i < chars.length(); ) {
            int from = i;
            char c = chars.charAt(i);
            i = switch (c) {
                case '%' ->
                    isAt(from + 1, 'u')
                            ? next.appendHex(from, from + 2, UNICODE_DIGITS, this)
                            : next.appendHex(from, from + 1, 2, this);
                case '0' -> isAt(from + 1, 'x') ? next.appendHex(from, from + 2, 2, this) : from;
                case '\\' -> next.appendQuoted(from, this);
                case '&' -> next.appendEntity(from, this);
                default -> from;
            };
            if (i == from) {
                next.append(c, starts[i], ends[i]);
                i++;
            }
        }
        return next;
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
        append((char) code, source.starts[from], source.ends[digits + count - 1]);
        return digits + count;
    }

    private int appendQuoted(int from, Unescaped source) {
        char quoted = from + 1 < source.chars.length() ? source.chars.charAt(from + 1) : 'n';
        if (quoted == 'u' || quoted == 'x') {
            return appendHex(from, from + 2, quoted == 'u' ? UNICODE_DIGITS : 2, source);
        }
        if (Character.isLetterOrDigit(quoted)) {
            return from;
        }
        append(quoted, source.starts[from], source.ends[from + 1]);
        return from + 2;
    }

    private int appendEntity(int from, Unescaped source) {
        if (source.isAt(from + 1, '#')) {
            return appendNumber(from, source);
        }
        int limit = Math.min(source.chars.length(), from + MAX_ENTITY_CHARS);
        int end = source.chars.substring(from, limit).indexOf(';');
        Character named = end < 0 ? null : ENTITIES.get(source.chars.substring(from + 1, from + end));
        if (named == null) {
            return from;
        }
        append(named, source.starts[from], source.ends[from + end]);
        return from + end + 1;
    }

    /** Appends a character that is given by its number, which may have zeros before it and no semicolon after it. */
    private int appendNumber(int from, Unescaped source) {
        int radix = source.isAt(from + 2, 'x') ? 16 : 10;
        int digits = radix == 16 ? from + 3 : from + 2;
        int end = digits;
        while (end < source.chars.length() && Character.digit(source.chars.charAt(end), radix) >= 0) {
            end++;
        }
        int code = code(source.chars.substring(digits, end), radix);
        if (code < 0) {
            return from;
        }
        int next = source.isAt(end, ';') ? end + 1 : end;
        append((char) code, source.starts[from], source.ends[next - 1]);
        return next;
    }

    private boolean isAt(int index, char c) {
        return index < chars.length() && chars.charAt(index) == c;
    }

    /** Reads digits; negative if these are none. */
    private static int code(String digits, int radix) {
        int code = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            code = (code * radix + digit) & Character.MAX_VALUE;
        }
        return digits.isEmpty() ? -1 : code;
    }

    private void append(char c, int start, int end) {
        starts[chars.length()] = start;
        ends[chars.length()] = end;
        chars.append(c);
    }

    String text() {
        return chars.toString();
    }

    /** Returns the index in the original at which a character begins. */
    int start(int index) {
        return starts[index];
    }

    /** Returns the index in the original at which a character ends. */
    int end(int index) {
        return ends[index];
    }
}
