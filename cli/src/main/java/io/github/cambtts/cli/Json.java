package io.github.cambtts.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259): objects and lists of strings, numbers, booleans, null, objects and lists. Non-ASCII characters are
 * escaped, so that the document is valid in any encoding of stdout.
 */
final class Json {

    private Json() {}

    static String write(Object document) {
        StringBuilder json = new StringBuilder();
        append(json, document);
        return json.toString();
    }

    private static void append(StringBuilder json, @Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else if (value instanceof String text) {
            appendText(json, text);
        } else if (value instanceof Map<?, ?> object) {
            char separator = '{';
            for (Map.Entry<?, ?> field : object.entrySet()) {
                json.append(separator);
                appendText(json, (String) field.getKey());
                json.append(':');
                append(json, field.getValue());
                separator = ',';
            }
            json.append(object.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            char separator = '[';
            for (Object each : list) {
                json.append(separator);
                append(json, each);
                separator = ',';
            }
            json.append(list.isEmpty() ? "[]" : "]");
        } else {
            throw new IllegalArgumentException("no JSON value: " + value.getClass());
        }
    }

    private static void appendText(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                json.append(c);
            } else {
                json.append(String.format("\\u%04x", (int) c));
            }
        }
        json.append('"');
    }
}
