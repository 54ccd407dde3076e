package io.github.cambtts.internal.text;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with one layer of escapes removed, and the position in the original of each of its characters:
 * percent-encoding (RFC 3986, section 2.1, and with {@code u} and four digits), a backslash before a character, before
 * {@code u} and four digits (RFC 8259, section 7), before {@code x} and two, before three octal digits or before the letter
 * of a line break, {@code 0x} and two digits, character and entity references (XML 1.0, sections 4.1 and 4.6), tags.
 *
 * <p>Only for searching: what is not an escape stays unchanged.
 */
final class Unescaped {

    /**
     * Hexadecimal digits are in groups 1 to 4, decimal ones in 5, a name in 6, a character as it is in 7, octal digits in
     * 8; a line break, a tag or another reference stands for a blank.
     */
    private static final Pattern ESCAPE = Pattern.compile(
            "(?i)[%\\\\]u([0-9a-f]{4})|(?:%|\\\\x|0x)([0-9a-f]{2})|&#x0*([0-9a-f]{1,6});?|\\\\u\\{0*([0-9a-f]{1,6})}"
                    + "|&#0*([0-9]{1,7});?|&(amp|lt|gt|quot|apos);|\\\\([^a-z0-9])|\\\\([0-3][0-7]{2})"
                    + "|\\\\[bfnrt]|<[/!a-z][^<>]{0,80}>|&[a-z]{2,8};");

    private static final int HEXADECIMAL_GROUPS = 4;
    private static final int GROUPS = 8;
    private static final Map<String, Character> ENTITIES = Map.of("lt", '<', "gt", '>', "quot", '"', "apos", '\'');

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

    /** Returns some of the characters, in lower case. */
    Unescaped lowerCase(IntPredicate kept) {
        Unescaped left = new Unescaped(chars.length());
        for (int i = 0; i < chars.length(); i++) {
            if (kept.test(chars.charAt(i))) {
                left.append(Character.toLowerCase(chars.charAt(i)), starts[i], ends[i]);
            }
        }
        return left;
    }

    /** Removes one layer. */
    Unescaped next() {
        Unescaped next = new Unescaped(chars.length());
        Matcher escape = ESCAPE.matcher(chars);
        int from = 0;
        while (escape.find()) {
            next.appendAll(this, from, escape.start());
            next.append(decoded(escape), starts[escape.start()], ends[escape.end() - 1]);
            from = escape.end();
        }
        next.appendAll(this, from, chars.length());
        return next;
    }

    private static char decoded(Matcher escape) {
        int group = 1;
        while (group <= GROUPS && escape.group(group) == null) {
            group++;
        }
        return switch (group) {
            case 1, 2, 3, HEXADECIMAL_GROUPS -> (char) Integer.parseInt(escape.group(group), 16);
            case 5 -> (char) Integer.parseInt(escape.group(group));
            case 6 -> ENTITIES.getOrDefault(escape.group(group).toLowerCase(Locale.ROOT), '&');
            case 7 -> escape.group(group).charAt(0);
            case GROUPS -> (char) Integer.parseInt(escape.group(group), 8);
            default -> ' ';
        };
    }

    private void appendAll(Unescaped source, int from, int to) {
        for (int i = from; i < to; i++) {
            append(source.chars.charAt(i), source.starts[i], source.ends[i]);
        }
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
