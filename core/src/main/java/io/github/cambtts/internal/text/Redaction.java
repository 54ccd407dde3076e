package io.github.cambtts.internal.text;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the API key and what follows the host in presigned URLs from everything that comes from outside, before it can
 * reach a message or a cause. The time it takes is bounded, however long the text is.
 */
public final class Redaction {

    private static final int MAX_CHARS = 500;

    /** How much of a text is read. */
    private static final int MAX_READ_CHARS = 4_000;

    /** The end of what is read, which is not shown: a secret that begins there may end after it. */
    private static final int UNSURE_CHARS = 1_000;

    private static final int MAX_CAUSES = 8;
    private static final int MAX_THROWABLES = 32;
    private static final int MIN_SECRET_CHARS = 8;
    private static final String HIDDEN = "[hidden]";

    private final List<String> secrets;
    private volatile @Nullable SecretFinder finder;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    public static Redaction of(String key) {
        return new Redaction(List.of(key));
    }

    /**
     * Also hides a presigned URL's path as a whole, and the parts of its path, query and fragment, wherever and in
     * whatever form they are quoted.
     */
    public Redaction hiding(URI url) {
        Set<String> more = new LinkedHashSet<>(secrets);
        String path = orEmpty(url.getRawPath());
        if (path.length() > 1) {
            more.add(path);
            more.add(decoded(path));
        }
        for (String part :
                (path + '&' + orEmpty(url.getRawQuery()) + '&' + orEmpty(url.getRawFragment())).split("[/&]", -1)) {
            int equals = part.indexOf('=');
            boolean nameAlone = equals >= 0 && equals == part.length() - 1;
            // The names of headers are no secret, and say what a refused request lacks.
            if (equals < 0 || !part.substring(0, equals).endsWith("-SignedHeaders")) {
                hide(nameAlone ? part.substring(0, equals) : part.substring(equals + 1), more);
            }
        }
        return more.size() == secrets.size() ? this : new Redaction(List.copyOf(more));
    }

    private static String orEmpty(@Nullable String component) {
        return component == null ? "" : component;
    }

    private static void hide(String value, Set<String> secrets) {
        if (value.length() >= MIN_SECRET_CHARS) {
            secrets.add(value);
            secrets.add(decoded(value));
        }
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }

    /** Returns a text from outside, fit for a message: without secrets, on one line, bounded. */
    public String clean(String text) {
        return clean(text, false);
    }

    /**
     * Does the same with a text that may have been cut.
     *
     * @param isCut whether there was more of it, so that its end may be the beginning of a secret
     */
    public String clean(String text, boolean isCut) {
        boolean isLong = text.length() > MAX_READ_CHARS;
        String read = isLong ? text.substring(0, MAX_READ_CHARS) : text;
        if (!isLong && !isCut) {
            return onOneLine(shown(read, read.length()));
        }
        String beginning = shown(read, Math.max(0, read.length() - UNSURE_CHARS));
        return beginning.isEmpty() ? "" : onOneLine(beginning + '…');
    }

    private static String onOneLine(String text) {
        return PlainText.of(text.replaceAll("[\\t\\r\\n]+", " "), MAX_CHARS);
    }

    private SecretFinder finder() {
        SecretFinder made = finder;
        if (made == null) {
            made = new SecretFinder(secrets);
            finder = made;
        }
        return made;
    }

    /** Returns the beginning of a text without its secrets. */
    private String shown(String text, int end) {
        BitSet hidden = finder().find(text, end < text.length());
        StringBuilder shown = new StringBuilder(end);
        for (int i = 0; i < end; ) {
            boolean isHidden = hidden.get(i);
            shown.append(isHidden ? HIDDEN : text.substring(i, i + 1));
            i = isHidden ? hidden.nextClearBit(i) : i + 1;
        }
        return shown.toString();
    }

    /**
     * Returns a copy of a throwable that came out of a transport: the class names, cleaned messages and stack traces of
     * it, its causes and its suppressed exceptions, and none of its objects, which may hold a request and its headers.
     * At most {@value #MAX_THROWABLES} of them are copied.
     */
    public Throwable copy(Throwable original) {
        return new Copying().copy(original, MAX_CAUSES);
    }

    /** Copies one graph of throwables, which may be wide and may have cycles. */
    private final class Copying {

        private int left = MAX_THROWABLES;

        Throwable copy(Throwable original, int depth) {
            left--;
            Throwable cause = original.getCause();
            Throwable copy = new Redacted(
                    original.getClass().getName(),
                    original.getMessage() == null ? "" : clean(original.getMessage()),
                    cause == null || depth == 0 || left == 0 ? null : copy(cause, depth - 1));
            copy.setStackTrace(original.getStackTrace());
            for (Throwable suppressed : original.getSuppressed()) {
                if (depth == 0 || left == 0) {
                    break;
                }
                copy.addSuppressed(copy(suppressed, depth / 2));
            }
            return copy;
        }
    }

    /** The redacted copy of a throwable. */
    private static final class Redacted extends IOException {

        private static final long serialVersionUID = 1L;

        Redacted(String className, String message, @Nullable Throwable cause) {
            super(message.isEmpty() ? className : className + ": " + message, cause);
        }

        /** Returns what the original's did, but for what is hidden: a trace shows the class of the original. */
        @Override
        @SuppressWarnings("OverrideThrowableToString")
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
