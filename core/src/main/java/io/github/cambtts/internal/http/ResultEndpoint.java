package io.github.cambtts.internal.http;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.transport.TaskRequest;
import io.github.cambtts.transport.TransportRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;

/** The API's endpoints: asks for a run's result or a task's status, and turns the response into what it is or an error. */
public final class ResultEndpoint {

    private final Exchanges exchanges;
    private final LinkResponseReader links;

    public ResultEndpoint(Exchanges exchanges, LinkResponseReader links) {
        this.exchanges = exchanges;
        this.links = links;
    }

    /** Asks for the audio itself; the body is not checked yet. */
    public Exchange audio(Operation operation) throws TtsException {
        return ask(operation, OutputType.RAW_BYTES);
    }

    public AudioLink link(Operation operation) throws TtsException {
        return links.read(ask(operation, OutputType.FILE_URL));
    }

    /** Asks for the status of the operation's task. */
    TaskStatus task(Operation operation) throws TtsException {
        TaskId task = (TaskId) operation.subject();
        Exchange exchange = ask(operation, exchanges.requests().task(task), ResultEndpoint::adviceAboutTask);
        return TaskStatus.read(exchange, exchanges.errors().retryAfter(exchange).orElse(Duration.ZERO));
    }

    private Exchange ask(Operation operation, OutputType outputType) throws TtsException {
        return ask(operation, exchanges.requests().result(operation.runId(), outputType), ResultEndpoint::advice);
    }

    private Exchange ask(Operation operation, TransportRequest request, Function<ErrorKind, String> advice)
            throws TtsException {
        Exchange exchange = exchanges.send(request, operation);
        int status = exchange.status();
        boolean isAccepted = status == 202 && request instanceof TaskRequest;
        if (status == 200 || isAccepted) {
            return exchange;
        }
        if (status >= 400) {
            throw exchanges.errors().read(exchange, "The API", advice).failure();
        }
        try (exchange) {
            throw notAnError(exchange, status);
        }
    }

    private static TtsException notAnError(Exchange exchange, int status) throws TtsException {
        String about = " about " + exchange.operation().subject().label();
        if (status >= 300) {
            return exchange.failure(
                    ErrorKind.UNEXPECTED_REDIRECT,
                    "The API answered " + status + about
                            + " with a redirect, which was not followed. Check the base URL:"
                            + " its scheme, its host and its path.");
        }
        if (status == 204 || status == 205) {
            return exchange.failure(
                    ErrorKind.EMPTY,
                    "The API answered " + status + about + ": no content. "
                            + (exchange.operation().subject() instanceof TaskId
                                    ? "Check the base URL."
                                    : "Check that the run has finished."));
        }
        return exchange.failure(
                ErrorKind.UNEXPECTED_CONTENT,
                "The API answered " + status + about + ", and not 200 with a result"
                        + exchange.saying(BoundedText.beginning(exchange, ByteBuffer.allocate(0))));
    }

    private static String adviceAboutTask(ErrorKind kind) {
        return switch (kind) {
            case NOT_FOUND, INVALID_REQUEST ->
                "Check the task id, that it belongs to the API key's account, and whether it is one of translated speech"
                        + " (TaskId.translated) or not (TaskId.of).";
            case PERMISSION -> "Check that the API key may read this task.";
            default -> advice(kind);
        };
    }

    private static String advice(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION -> "Check the API key.";
            case PAYMENT_REQUIRED -> "Check the account's plan and credits.";
            case PERMISSION -> "Check that the API key may read this run.";
            case NOT_FOUND -> "Check the run id, that it belongs to the API key's account, and the base URL.";
            case INVALID_REQUEST ->
                "Check that this is the run_id of a finished text-to-speech run. A task_id leads to it by"
                        + " TtsResults.await(TaskId).";
            case RATE_LIMITED -> "Try again later, with fewer calls at once.";
            default -> "Try again later.";
        };
    }
}
