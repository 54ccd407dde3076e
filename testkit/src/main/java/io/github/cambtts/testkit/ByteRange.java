package io.github.cambtts.testkit;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that a {@code Range} asks for (RFC 9110, section 14.1.2).
 *
 * @param first the first byte's position
 * @param last the last byte's position; less than {@code first} if the range cannot be satisfied
 */
record ByteRange(long first, long last) {

    private static final Pattern SINGLE = Pattern.compile("bytes=([0-9]*)-([0-9]*)", Pattern.CASE_INSENSITIVE);

    /**
     * Reads a header.
     *
     * @param header its value
     * @param length how many bytes there are
     * @return the range; absent if the header is invalid or names several ranges, which storage ignores
     */
    static Optional<ByteRange> parse(String header, long length) {
        Matcher single = SINGLE.matcher(header.strip());
        if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
            return Optional.empty();
        }
        BigInteger end = BigInteger.valueOf(length - 1);
        if (single.group(1).isEmpty()) {
            BigInteger count = new BigInteger(single.group(2)).min(BigInteger.valueOf(length));
            return Optional.of(new ByteRange(length - count.longValueExact(), length - 1));
        }
        BigInteger first = new BigInteger(single.group(1));
        BigInteger last = single.group(2).isEmpty() ? end.max(first) : new BigInteger(single.group(2));
        return last.compareTo(first) < 0
                ? Optional.empty()
                : Optional.of(new ByteRange(
                        first.min(BigInteger.valueOf(length)).longValueExact(),
                        last.min(end).longValueExact()));
    }

    /** Returns whether the range contains a byte. */
    boolean isSatisfiable() {
        return first <= last;
    }

    long length() {
        return last - first + 1;
    }
}
