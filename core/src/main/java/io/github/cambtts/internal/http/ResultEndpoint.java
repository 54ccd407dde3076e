package io.github.cambtts.internal.http;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsException;
import io.github.cambtts.transport.TaskRequest;
import io.github.cambtts.transport.TransportRequest;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** The API's endpoints: asks for a run's result or a task's status, and turns the response into what it is or an error. */
public final class ResultEndpoint {

    private final Exchanges exchanges;

    public ResultEndpoint(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /** Asks for the audio itself; the body is not checked yet. */
    public Exchange audio() throws TtsException {
        return result(OutputType.RAW_BYTES);
    }

    public AudioLink link() throws TtsException {
        return LinkResponse.read(result(OutputType.FILE_URL), exchanges.baseUrl());
    }

    private Exchange result(OutputType outputType) throws TtsException {
        RunId runId = exchanges.call().runId();
        return ask(exchanges.requests().result(runId, outputType), ResultEndpoint::advice);
    }

    /** Asks for the status of the call's task. */
    TaskStatus task() throws TtsException {
        TaskId task = (TaskId) exchanges.call().subject();
        return TaskStatus.read(ask(exchanges.requests().task(task), ResultEndpoint::adviceAboutTask));
    }

    private Exchange ask(TransportRequest request, Function<ErrorKind, String> advice) throws TtsException {
        Exchange exchange = exchanges.send(request);
        int status = exchange.status();
        boolean isAccepted = status == 202 && request instanceof TaskRequest;
        if (status == 200 || isAccepted) {
            return exchange;
        }
        if (status >= 400) {
            throw ErrorResponse.read(exchange, "The API", advice).failure();
        }
        try (exchange) {
            throw notAnError(exchange, status);
        }
    }

    private static TtsException notAnError(Exchange exchange, int status) throws TtsException {
        String about = " about " + exchange.call().subject().label();
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
                            + (exchange.call().subject() instanceof TaskId
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
