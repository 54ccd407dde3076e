package io.github.cambtts.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Percent-encoded text (RFC 3986, section 2.1), decoded as lenient servers do. */
final class PercentEncoding {

    /** The characters that Starlette does not encode in a {@code Location}, beside letters and digits. */
    private static final String SAFE = "_.-~:/%#?=@[]!$&'()*+,;";

    private PercentEncoding() {}

    /** A decoded parameter of a query. */
    record Parameter(String name, String value) {}

    /** Decodes {@code %xx} as UTF-8; a percent sign without two hexadecimal digits after it is kept. */
    static String decode(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
            if (low < 0) {
                decoded.write(raw[i]);
            } else {
                decoded.write(high * 16 + low);
                i += 2;
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }

    /** Returns a pattern that finds text however its characters are encoded, also more than once. */
    static Pattern pattern(String text) {
        return Pattern.compile(text.codePoints()
                .mapToObj(Character::toString)
                .map(character -> "(?:" + Pattern.quote(character) + "|" + encodings(character) + ")")
                .collect(Collectors.joining()));
    }

    private static String encodings(String character) {
        StringBuilder encodings = new StringBuilder();
        for (byte each : character.getBytes(StandardCharsets.UTF_8)) {
            encodings.append(String.format("%%(?:25)*(?i:%02X)", each));
        }
        return encodings.toString();
    }

    /**
     * Splits a query into its parameters, in order. A plus sign is a space; a name without {@code =} has an empty
     * value.
     */
    static List<Parameter> parameters(String query) {
        List<Parameter> parameters = new ArrayList<>();
        for (String each : query.split("&", -1)) {
            if (!each.isEmpty()) {
                String[] halves = each.replace('+', ' ').split("=", 2);
                parameters.add(new Parameter(decode(halves[0]), halves.length == 1 ? "" : decode(halves[1])));
            }
        }
        return parameters;
    }

    /** Returns the values of one parameter, in order. */
    static List<String> values(String query, String name) {
        return parameters(query).stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** Encodes the characters that a {@code Location} must not contain. */
    static String encode(String url) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : url.getBytes(StandardCharsets.UTF_8)) {
            boolean alphanumeric = each > 0 && Character.isLetterOrDigit(each);
            if (alphanumeric || (each > 0 && SAFE.indexOf(each) >= 0)) {
                encoded.append((char) each);
            } else {
                encoded.append(String.format("%%%02X", each));
            }
        }
        return encoded.toString();
    }
}
