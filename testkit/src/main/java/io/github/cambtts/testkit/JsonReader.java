package io.github.cambtts.testkit;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A strict reader of RFC 8259, so that the scripted transport needs no JSON library. */
final class JsonReader {

    private static final int MOST_DEPTH = 500;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static @Nullable Object read(String json) throws IOException {
        JsonReader reader = new JsonReader(json);
        Object document = reader.value(0);
        reader.skipSpace();
        if (reader.at < json.length()) {
            throw reader.error("more than one document");
        }
        return document;
    }

    private @Nullable Object value(int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw error("nested too deep");
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> literal("true", true);
            case 'f' -> literal("false", false);
            case 'n' -> literal("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        skipSpace();
        if (taken('}')) {
            return members;
        }
        do {
            skipSpace();
            String name = string();
            skipSpace();
            expect(':');
            if (members.containsKey(name)) {
                throw error("a member twice");
            }
            members.put(name, value(depth + 1));
            skipSpace();
        } while (taken(','));
        expect('}');
        return members;
    }

    private List<@Nullable Object> array(int depth) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        skipSpace();
        if (taken(']')) {
            return elements;
        }
        do {
            elements.add(value(depth + 1));
            skipSpace();
        } while (taken(','));
        expect(']');
        return elements;
    }

    private String string() throws IOException {
        expect('"');
        StringBuilder read = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return read.toString();
            }
            if (c < ' ') {
                throw error("a control character in a string");
            }
            read.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws IOException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> throw error("an unknown escape");
        };
    }

    private char hexadecimal() throws IOException {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw error("an escape without four digits");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private Number number() throws IOException {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw error("no value");
        }
        at = number.end();
        if (number.group(1) != null || number.group(2) != null) {
            return new BigDecimal(number.group()).doubleValue();
        }
        BigInteger whole = new BigInteger(number.group());
        return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }

    private @Nullable Object literal(String word, @Nullable Object value) throws IOException {
        if (!text.startsWith(word, at)) {
            throw error("no value");
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws IOException {
        if (at >= text.length()) {
            throw error("an early end");
        }
        return text.charAt(at);
    }

    private char next() throws IOException {
        char c = peek();
        at++;
        return c;
    }

    private boolean taken(char c) {
        boolean taken = at < text.length() && text.charAt(at) == c;
        at += taken ? 1 : 0;
        return taken;
    }

    private void expect(char c) throws IOException {
        if (!taken(c)) {
            throw error("no " + c);
        }
    }

    private IOException error(String what) {
        return new IOException("JSON has " + what + " at " + at);
    }
}
