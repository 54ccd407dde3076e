package io.github.cambtts;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes the API key and URL signatures out of everything that comes from outside, before it can reach a message or a
 * cause.
 */
final class Redaction {

    private static final int MOST_CHARS = 500;
    private static final int MOST_CAUSES = 8;
    private static final int SHORTEST_SECRET = 8;
    private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'<>]*=[^\\s\"'<>]*");

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    static Redaction of(ApiKey key) {
        return new Redaction(List.of(key.value()));
    }

    /** Also hides the query of a presigned URL, wherever and in whatever form it is quoted. */
    Redaction hiding(URI url) {
        List<String> more = new ArrayList<>(secrets);
        for (@Nullable String query : new String[] {url.getRawQuery(), url.getQuery()}) {
            if (query == null) {
                continue;
            }
            more.add(query);
            for (String parameter : query.split("&", -1)) {
                String value = parameter.substring(parameter.indexOf('=') + 1);
                if (value.length() >= SHORTEST_SECRET) {
                    more.add(value);
                }
            }
        }
        return new Redaction(more);
    }

    /** Returns a text from outside, fit for a message: without secrets, on one line, bounded. */
    String clean(String text) {
        String cleaned = text;
        for (String secret : secrets) {
            cleaned = cleaned.replace(secret, "[hidden]");
        }
        return PlainText.of(QUERY.matcher(cleaned).replaceAll("?[hidden]"), MOST_CHARS);
    }

    /**
     * Returns a copy of a throwable that came out of a transport: the class names, cleaned messages and stack traces of
     * it, its causes and its suppressed exceptions, and none of its objects, which may hold a request and its headers.
     */
    Throwable copy(Throwable original) {
        return copy(original, MOST_CAUSES);
    }

    private Throwable copy(Throwable original, int depth) {
        Throwable cause = original.getCause();
        Throwable copy = new Redacted(
                original.getClass().getName(),
                original.getMessage() == null ? "" : clean(original.getMessage()),
                cause == null || depth == 0 ? null : copy(cause, depth - 1));
        copy.setStackTrace(original.getStackTrace());
        if (depth > 0) {
            for (Throwable suppressed : original.getSuppressed()) {
                copy.addSuppressed(copy(suppressed, depth / 2));
            }
        }
        return copy;
    }

    /** What is left of a throwable. */
    private static final class Redacted extends IOException {

        private static final long serialVersionUID = 1L;

        Redacted(String className, String message, @Nullable Throwable cause) {
            super(message.isEmpty() ? className : className + ": " + message, cause);
        }
    }
}
