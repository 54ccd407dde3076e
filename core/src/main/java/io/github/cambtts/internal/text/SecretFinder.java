package io.github.cambtts.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds where a text quotes a secret: as it is, escaped up to twice, or in Base64 (RFC 4648), both alphabets.
 *
 * <p>It looks for pieces of {@value #PIECE_CHARS} characters, and for secrets as a whole if they are shorter. So part
 * of a secret is found too, and the time is linear in the length of the text and of the secrets, whatever they are.
 */
final class SecretFinder {

    private static final int PIECE_CHARS = 12;
    private static final int MAX_LAYERS = 2;

    /** Base64 encodes three bytes at once; the offset of a secret among them decides its encoded form. */
    private static final int BASE64_BYTES = 3;

    /** Shorter secrets, once encoded, would be found in any text. */
    private static final int MIN_CODED_CHARS = 8;

    /** By their length. */
    private final Map<Integer, Set<String>> pieces = new TreeMap<>();

    SecretFinder(Collection<String> secrets) {
        for (String secret : secrets) {
            add(secret);
            if (secret.length() >= MIN_CODED_CHARS) {
                for (int before = 0; before < BASE64_BYTES; before++) {
                    add(inBase64(secret, before));
                }
            }
        }
    }

    /** Returns the characters in the Base64 of a longer text that depend only on the secret in it. */
    private static String inBase64(String secret, int bytesBefore) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] moved = new byte[bytesBefore + bytes.length];
        System.arraycopy(bytes, 0, moved, bytesBefore, bytes.length);
        String coded = Base64.getEncoder().withoutPadding().encodeToString(moved);
        int first = bytesBefore == 0 ? 0 : bytesBefore + 1;
        boolean isWhole = bytesBefore == 0 || moved.length % BASE64_BYTES == 0;
        return coded.substring(first, isWhole ? coded.length() : coded.length() - 1);
    }

    private void add(String secret) {
        String folded = folded(secret);
        int length = Math.min(folded.length(), PIECE_CHARS);
        Set<String> sameLength = pieces.computeIfAbsent(length, any -> new HashSet<>());
        for (int i = 0; i + length <= folded.length(); i++) {
            sameLength.add(folded.substring(i, i + length));
        }
    }

    /** Treats the two alphabets of Base64 as one, and a space like the plus that forms write for it. */
    private static String folded(String text) {
        return text.replace('-', '+').replace(' ', '+').replace('_', '/');
    }

    /** Returns the indices of a text's characters that belong to a secret. */
    BitSet find(String text) {
        BitSet found = new BitSet();
        Unescaped layer = Unescaped.of(text);
        find(layer, found);
        for (int layers = 0; layers < MAX_LAYERS; layers++) {
            Unescaped next = layer.next();
            if (next.text().length() == layer.text().length()) {
                return found;
            }
            find(next, found);
            layer = next;
        }
        return found;
    }

    private void find(Unescaped layer, BitSet found) {
        String folded = folded(layer.text());
        pieces.forEach((length, sameLength) -> {
            for (int i = 0; i + length <= folded.length(); i++) {
                if (sameLength.contains(folded.substring(i, i + length))) {
                    found.set(layer.start(i), layer.start(i + length));
                }
            }
        });
    }
}
