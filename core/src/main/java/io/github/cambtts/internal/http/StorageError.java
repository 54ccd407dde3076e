package io.github.cambtts.internal.http;

import io.github.cambtts.internal.text.Redaction;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An error that storage sends, in the XML of Amazon S3 and compatible storage, Google Cloud Storage and Azure.
 *
 * <p>The text is not redacted: it must pass through {@link Redaction} before it goes into a message.
 *
 * @param code the {@code Code}, empty if there is none
 * @param message the {@code Message}
 * @param detail Azure's {@code AuthenticationErrorDetail}
 */
public record StorageError(String code, String message, String detail) {

    /** No error of storage. */
    static final StorageError NONE = new StorageError("", "", "");

    private static final Pattern ELEMENT = Pattern.compile("<(Code|Message|AuthenticationErrorDetail)>([^<]*+)</\\1>");
    private static final String SIGNATURE_MISMATCH = "SignatureDoesNotMatch";

    /** Reads the first occurrence of each element. */
    static StorageError parse(String xml) {
        Matcher element = ELEMENT.matcher(xml);
        StorageError error = NONE;
        while (element.find()) {
            error = error.with(element.group(1), element.group(2).strip());
        }
        return error;
    }

    private StorageError with(String element, String text) {
        return switch (element) {
            case "Code" -> code.isEmpty() ? new StorageError(text, message, detail) : this;
            case "Message" -> message.isEmpty() ? new StorageError(code, text, detail) : this;
            default -> detail.isEmpty() ? new StorageError(code, message, text) : this;
        };
    }

    /** Returns a placeholder. */
    @Override
    public String toString() {
        return "StorageError[hidden]";
    }

    /** Returns all of its text, to be redacted and shown. */
    String said() {
        return Stream.of(code, message, detail).filter(text -> !text.isEmpty()).collect(Collectors.joining(": "));
    }

    /** Tells whether the URL has expired; a wrong signature, which has the same status, does not count. */
    public boolean isExpiry() {
        return switch (code) {
            // S3 and compatible storage for temporary credentials, Google for every URL; Cloudflare; others.
            case "ExpiredToken", "ExpiredRequest", "RequestExpired" -> true;
            // S3 and compatible storage for every URL.
            case "AccessDenied" -> isLike(message, "Request has expired");
            case "AuthenticationFailed" -> isLike(detail, "Signature not valid in the specified time frame");
            default -> false;
        };
    }

    private static boolean isLike(String text, String beginning) {
        return text.toLowerCase(Locale.ROOT).startsWith(beginning.toLowerCase(Locale.ROOT));
    }

    /** Tells whether storage may accept, a moment later, a URL that was just created. */
    public boolean mayBeTooNew(int status) {
        return (status == 403 || status == 404) && !code.equals(SIGNATURE_MISMATCH);
    }
}
