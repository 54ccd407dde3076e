package io.github.cambtts.internal.http;

import io.github.cambtts.CallListener.Origin;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.transport.JsonDecoder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response with an error status: the kind of the error, and the server's message.
 *
 * <p>The API answers {@code {"detail": "…"}}, {@code {"detail": [{"loc": …, "msg": …}]}} (its
 * {@code HTTPValidationError} schema), {@code {"error": "…"}} or plain text; storage answers XML
 * ({@link StorageError}).
 */
public final class ErrorResponseReader {

    private static final int MAX_DETAILS = 5;

    private final JsonDecoder json;
    private final Clock clock;

    public ErrorResponseReader(JsonDecoder json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** Reads the error from an exchange and closes it. */
    Refusal read(Exchange exchange, Origin server) throws TtsException {
        try (exchange) {
            BoundedText.Beginning body = BoundedText.errorBody(exchange);
            String type = exchange.header("content-type").orElse("").toLowerCase(Locale.ROOT);
            StorageError storageError = type.contains("xml") ? StorageError.parse(body.text()) : StorageError.NONE;
            String said = type.startsWith("text/plain")
                    ? exchange.redaction().clean(body.text().strip(), body.isCut())
                    : exchange.redaction()
                            .clean(
                                    type.contains("json")
                                            ? jsonMessage(body.text()).orElse("")
                                            : storageError.said());
            Optional<Duration> retryAfter = exchange.header("retry-after").flatMap(v -> RetryAfter.parse(v, clock));
            int status = exchange.status();
            ErrorKind kind = kindOf(status);
            RunId runId = exchange.operation().runId();
            TtsException.Builder failure = TtsException.builder(kind, runId)
                    .message((server == Origin.API ? "The API" : "The storage") + " answered " + status + " about run "
                            + runId
                            + (said.isEmpty() ? "." : ": " + said + ".") + " "
                            + (server == Origin.API ? advice(kind) : storageAdvice(kind)))
                    .attempts(exchange.operation().attempts())
                    .status(status)
                    .serverMessage(said);
            exchange.requestId().ifPresent(failure::requestId);
            retryAfter.ifPresent(failure::retryAfter);
            return new Refusal((StatusException) failure.build(), storageError);
        }
    }

    /**
     * A response with an error status.
     *
     * @param failure the exception for the host
     * @param storageError the error that storage sent, not redacted
     */
    record Refusal(StatusException failure, StorageError storageError) {}

    public static ErrorKind kindOf(int status) {
        return switch (status) {
            case 401 -> ErrorKind.AUTHENTICATION;
            case 402 -> ErrorKind.PAYMENT_REQUIRED;
            case 403 -> ErrorKind.PERMISSION;
            case 404, 410 -> ErrorKind.NOT_FOUND;
            case 408 -> ErrorKind.SERVER;
            case 429 -> ErrorKind.RATE_LIMITED;
            default -> status < 500 ? ErrorKind.INVALID_REQUEST : ErrorKind.SERVER;
        };
    }

    /** Storage knows the presigned URL, and neither the API key nor the run. */
    private static String storageAdvice(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION, PERMISSION, NOT_FOUND ->
                "The API's link to the audio was refused or has expired. Try again later, and check any proxy in between.";
            default -> "Try again later.";
        };
    }

    private static String advice(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION -> "Check the API key.";
            case PAYMENT_REQUIRED -> "Check the account's plan and credits.";
            case PERMISSION -> "Check that the API key may read this run.";
            case NOT_FOUND -> "Check the run id, that it belongs to the API key's account, and the base URL.";
            case INVALID_REQUEST -> "Check that this is the run_id of a finished text-to-speech run.";
            case RATE_LIMITED -> "Try again later, with fewer calls at once.";
            default -> "Try again later.";
        };
    }

    private Optional<String> jsonMessage(String body) {
        Object document;
        try {
            document = json.decode(body);
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
        if (!(document instanceof Map<?, ?> object)) {
            return Optional.empty();
        }
        return text(object.get("detail"))
                .or(() -> validationDetails(object.get("detail")))
                .or(() -> text(object.get("error")))
                .or(() -> text(object.get("message")));
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text && !text.isBlank() ? Optional.of(text.strip()) : Optional.empty();
    }

    private static Optional<String> validationDetails(@Nullable Object value) {
        if (!(value instanceof List<?> details)) {
            return Optional.empty();
        }
        String joined = details.stream()
                .limit(MAX_DETAILS)
                .filter(Map.class::isInstance)
                .map(detail -> validationDetail((Map<?, ?>) detail))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        return joined.isEmpty() ? Optional.empty() : Optional.of(joined);
    }

    private static String validationDetail(Map<?, ?> detail) {
        String where = detail.get("loc") instanceof List<?> location
                ? location.stream().map(String::valueOf).collect(Collectors.joining("."))
                : "";
        String what = text(detail.get("msg")).orElse("");
        return where.isEmpty() || what.isEmpty() ? where + what : where + ": " + what;
    }
}
