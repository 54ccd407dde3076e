package io.github.cambtts.internal.http;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of {@code Content-Range} in a 206 (RFC 9110, section 14.4).
 *
 * @param first the position of the first byte sent
 * @param last the position of the last byte sent
 * @param total how long the object is, if known
 */
public record ContentRange(long first, long last, OptionalLong total) {

    private static final Pattern SYNTAX = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

    public static Optional<ContentRange> parse(String value) {
        Matcher range = SYNTAX.matcher(value.strip());
        if (!range.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        OptionalLong total =
                range.group(3).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(3)));
        return first > last || (total.isPresent() && last >= total.getAsLong())
                ? Optional.empty()
                : Optional.of(new ContentRange(first, last, total));
    }

    /** Tells whether the bytes go from a position to the end of the object. */
    public boolean isRestFrom(long position) {
        return first == position && total.isPresent() && last + 1 == total.getAsLong();
    }
}
