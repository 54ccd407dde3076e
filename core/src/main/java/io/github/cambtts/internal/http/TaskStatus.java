package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the API says about a task that has not failed: {@code {"status": "…", "run_id": …}}.
 *
 * @param word the status, fit for a message
 * @param runId the run, once the task has succeeded
 * @param retryAfter how long the server asks to wait, zero if it does not
 */
record TaskStatus(String word, Optional<RunId> runId, Duration retryAfter) {

    /** Reads the status from an exchange and closes it; a task that has failed is an exception. */
    static TaskStatus read(Exchange exchange) throws TtsException {
        try (exchange) {
            Duration retryAfter = exchange.retryAfter().orElse(Duration.ZERO);
            JsonResponse json = JsonResponse.read(exchange, "the status of a task");
            if (!(json.object().get("status") instanceof String status) || status.isBlank()) {
                throw json.malformed("its status is missing or not a word");
            }
            String word = exchange.redaction().clean(status);
            Optional<RunId> runId = switch (status.strip().toUpperCase(Locale.ROOT)) {
                case "SUCCESS" -> Optional.of(runId(json));
                case "ERROR" ->
                    throw failed(ErrorKind.TASK_FAILED, json, word, "Check the reason, and submit the speech again.");
                case "TIMEOUT" ->
                    throw failed(ErrorKind.TASK_TIMED_OUT, json, word, "Submit the speech again, in smaller pieces.");
                case "PAYMENT_REQUIRED" ->
                    throw failed(ErrorKind.PAYMENT_REQUIRED, json, word, "Add credits, and submit the speech again.");
                default -> Optional.empty();
            };
            return new TaskStatus(word, runId, retryAfter);
        }
    }

    private static RunId runId(JsonResponse json) throws TtsException {
        if (json.object().get("run_id") instanceof Number number) {
            try {
                return RunId.parse(number.toString());
            } catch (IllegalArgumentException e) {
                throw json.malformed("its run_id is not a positive whole number");
            }
        }
        throw json.malformed("its run_id is missing or not a number");
    }

    private static TtsException failed(ErrorKind kind, JsonResponse json, String word, String advice) {
        Exchange exchange = json.exchange();
        String reason = exchange.cleaned(json.body());
        String said = reason.isEmpty() ? word : reason;
        String about = exchange.call().subject().label();
        return exchange.call()
                .builder(kind, "The API answered about " + about + ": " + said + ". " + advice, exchange.answer())
                .serverMessage(said)
                .build();
    }
}
