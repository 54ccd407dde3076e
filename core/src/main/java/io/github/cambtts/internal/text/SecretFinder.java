package io.github.cambtts.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Finds where a text quotes a secret: as it is, escaped up to twice, in Base64 (RFC 4648) or in hexadecimal. The case of
 * letters is ignored, and so is what stands between letters and digits, unless a secret has few of these. Also finds
 * URLs that have a query, whose path and query may be secrets.
 *
 * <p>It looks for pieces of {@value #PIECE_CHARS} characters, by their hash, and for secrets as a whole if they are
 * shorter. So part of a secret is found too, and the time is linear in the length of the text and of the secrets (but
 * for sorting the hashes), whatever they are.
 */
final class SecretFinder {

    private static final int PIECE_CHARS = 12;

    /** Of a polynomial modulo 2<sup>64</sup>; a collision hides too much, and is improbable. */
    private static final long HASH_BASE = 0x9E3779B97F4A7C15L;

    private static final int MAX_LAYERS = 2;

    /** Base64 encodes three bytes at once; the offset of a secret among them decides its encoded form. */
    private static final int BASE64_BYTES = 3;

    /** Shorter secrets, once encoded or reduced to letters and digits, would be found in any text. */
    private static final int MIN_CODED_CHARS = 8;

    /** Of secrets as they are, but in lower case: sorted hashes, by the length of the pieces. */
    private final Map<Integer, long[]> pieces;

    /** Of the letters and digits of secrets. */
    private final Map<Integer, long[]> lettersAndDigits;

    SecretFinder(Collection<String> secrets) {
        Map<Integer, LongStream.Builder> exact = new TreeMap<>();
        Map<Integer, LongStream.Builder> left = new TreeMap<>();
        for (String secret : secrets) {
            add(Unescaped.of(secret).lowerCase(any -> true).text(), exact);
            addLettersAndDigits(secret, left);
            if (secret.length() >= MIN_CODED_CHARS) {
                byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
                addLettersAndDigits(HexFormat.of().formatHex(bytes), left);
                for (int before = 0; before < BASE64_BYTES; before++) {
                    addLettersAndDigits(inBase64(bytes, before), left);
                }
            }
        }
        this.pieces = sorted(exact);
        this.lettersAndDigits = sorted(left);
    }

    private static Map<Integer, long[]> sorted(Map<Integer, LongStream.Builder> hashes) {
        Map<Integer, long[]> sorted = new TreeMap<>();
        hashes.forEach(
                (length, some) -> sorted.put(length, some.build().sorted().toArray()));
        return sorted;
    }

    /** Returns the characters in the Base64 of a longer text that depend only on the secret in it. */
    private static String inBase64(byte[] bytes, int bytesBefore) {
        byte[] moved = new byte[bytesBefore + bytes.length];
        System.arraycopy(bytes, 0, moved, bytesBefore, bytes.length);
        String coded = Base64.getEncoder().withoutPadding().encodeToString(moved);
        int first = bytesBefore == 0 ? 0 : bytesBefore + 1;
        boolean isWhole = bytesBefore == 0 || moved.length % BASE64_BYTES == 0;
        return coded.substring(first, isWhole ? coded.length() : coded.length() - 1);
    }

    private static void addLettersAndDigits(String secret, Map<Integer, LongStream.Builder> hashes) {
        String left = Unescaped.of(secret).lowerCase(Character::isLetterOrDigit).text();
        if (left.length() >= MIN_CODED_CHARS) {
            add(left, hashes);
        }
    }

    private static void add(String secret, Map<Integer, LongStream.Builder> hashes) {
        int length = Math.min(secret.length(), PIECE_CHARS);
        LongStream.Builder sameLength = hashes.computeIfAbsent(length, any -> LongStream.builder());
        for (long hash : hashes(secret, length)) {
            sameLength.add(hash);
        }
    }

    /** Returns the hashes of all pieces of a text. */
    private static long[] hashes(String text, int length) {
        long[] hashes = new long[Math.max(0, text.length() - length + 1)];
        long leaving = 1;
        for (int i = 0; i < length; i++) {
            leaving *= HASH_BASE;
        }
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * HASH_BASE + text.charAt(i) - (i < length ? 0 : text.charAt(i - length) * leaving);
            if (i >= length - 1) {
                hashes[i - length + 1] = hash;
            }
        }
        return hashes;
    }

    /**
     * Returns the indices of a text's characters that belong to a secret.
     *
     * @param isCut whether there was more of the text, so that a URL at its end may have a query after it
     */
    BitSet find(String text, boolean isCut) {
        BitSet found = new BitSet();
        Unescaped layer = Unescaped.of(text);
        for (int layers = 0; ; layers++) {
            find(layer.lowerCase(any -> true), pieces, found);
            find(layer.lowerCase(Character::isLetterOrDigit), lettersAndDigits, found);
            findUrls(layer, isCut, found);
            Unescaped next = layer.next();
            if (layers == MAX_LAYERS || next.text().length() == layer.text().length()) {
                return found;
            }
            layer = next;
        }
    }

    private static void find(Unescaped layer, Map<Integer, long[]> pieces, BitSet found) {
        pieces.forEach((length, sorted) -> {
            long[] hashes = hashes(layer.text(), length);
            for (int i = 0; i < hashes.length; i++) {
                if (Arrays.binarySearch(sorted, hashes[i]) >= 0) {
                    found.set(layer.start(i), layer.end(i + length - 1));
                }
            }
        });
    }

    /** Finds what follows the host in each word that is a URL with a query, or that may be the beginning of one. */
    private static void findUrls(Unescaped layer, boolean isCut, BitSet found) {
        String text = layer.text();
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = endOfWord(text, start);
            String word = text.substring(start, end);
            int query = word.indexOf('?');
            int scheme = word.indexOf("://");
            boolean mayContinue = isCut && end == text.length() && (query >= 0 || scheme >= 0);
            boolean isUrl = scheme >= 0 && scheme < query && query < word.length() - 1;
            if (mayContinue || isUrl || (query >= 0 && word.indexOf('=', query) >= 0)) {
                int secret = start + afterHost(word, scheme, query < 0 ? word.length() : query);
                if (secret < end) {
                    found.set(layer.start(secret), layer.end(end - 1));
                }
            }
        }
    }

    private static int endOfWord(String text, int from) {
        int end = from;
        while (end < text.length()
                && !Character.isWhitespace(text.charAt(end))
                && "\"'<>".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int afterHost(String word, int scheme, int query) {
        if (scheme < 0 || scheme > query) {
            return 0;
        }
        int path = word.indexOf('/', scheme + "://".length());
        return Math.min(path < 0 ? word.length() : path + 1, Math.min(query + 1, word.length()));
    }
}
