package io.github.cambtts.internal.http;

import io.github.cambtts.transport.JsonDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a server says in the body of a response that is not the one asked for. The body decides what it is, whatever
 * media type it has: JSON of any shape, XML of storage ({@link StorageError}), or text.
 *
 * <p>The API answers {@code {"detail": "…"}}, {@code {"detail": [{"loc": …, "msg": …}]}} (its
 * {@code HTTPValidationError} schema), {@code {"error": "…"}} or plain text; gateways before it have shapes of their
 * own, such as RFC 9457's.
 *
 * @param text the message, not redacted; empty if there is none
 * @param isCut whether there may be more of it
 */
record ServerMessage(String text, boolean isCut) {

    /** The members that hold a message, or an object or an array that holds one. */
    private static final List<String> NAMES = List.of(
            "status",
            "title",
            "error",
            "errors",
            "fault",
            "message",
            "msg",
            "faultstring",
            "error_description",
            "reason",
            "exception_reason",
            "detail",
            "details");

    private static final int MAX_ITEMS = 5;
    private static final int MAX_DEPTH = 5;

    static ServerMessage of(BoundedText.Beginning body, JsonDecoder json) {
        String text = body.text().replaceFirst("^\uFEFF", "").strip();
        if (text.startsWith("<")) {
            return new ServerMessage(StorageError.parse(text).said(), false);
        }
        if (text.startsWith("{") || text.startsWith("[") || text.startsWith("\"")) {
            String found = inJson(text, json);
            if (!found.isEmpty()) {
                return new ServerMessage(found, false);
            }
        }
        long binary = text.chars().filter(c -> c == 0 || c == '\uFFFD').count();
        return new ServerMessage(binary * 10 > text.length() ? "" : text, body.isCut());
    }

    private static String inJson(String text, JsonDecoder json) {
        try {
            return found(json.decode(text), MAX_DEPTH);
        } catch (IOException | RuntimeException | LinkageError e) {
            return "";
        }
    }

    private static String found(@Nullable Object value, int depth) {
        if (value instanceof String text) {
            return text.strip();
        }
        if (depth > 0 && value instanceof List<?> items) {
            return joined(items.stream().limit(MAX_ITEMS), "; ", item -> found(item, depth - 1));
        }
        if (depth > 0 && value instanceof Map<?, ?> object) {
            String what = joined(NAMES.stream(), ": ", name -> found(member(object, name), depth - 1));
            return object.get("loc") instanceof List<?> location
                    ? joined(Stream.of(joined(location.stream(), ".", String::valueOf), what), ": ", part -> part)
                    : what;
        }
        return "";
    }

    private static <T> String joined(Stream<T> parts, String separator, Function<T, String> text) {
        return parts.map(text).filter(part -> !part.isEmpty()).distinct().collect(Collectors.joining(separator));
    }

    private static @Nullable Object member(Map<?, ?> object, String name) {
        return object.entrySet().stream()
                .filter(entry -> name.equalsIgnoreCase(String.valueOf(entry.getKey())))
                .map(Map.Entry::getValue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
