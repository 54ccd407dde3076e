package io.github.cambtts.internal.http;

import io.github.cambtts.AudioLink;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import java.nio.ByteBuffer;

/** The API's one endpoint: asks for a run's result and turns the response into audio, a link or an error. */
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

    private Exchange ask(Operation operation, OutputType outputType) throws TtsException {
        Exchange exchange = exchanges.send(exchanges.requests().result(operation.runId(), outputType), operation);
        int status = exchange.status();
        if (status == 200) {
            return exchange;
        }
        if (status >= 400) {
            throw exchanges
                    .errors()
                    .read(exchange, "The API", ResultEndpoint::advice)
                    .failure();
        }
        try (exchange) {
            throw notAnError(exchange, status);
        }
    }

    private static TtsException notAnError(Exchange exchange, int status) throws TtsException {
        String about = " about run " + exchange.operation().runId();
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
                    "The API answered " + status + about + ": no content. Check that the run has finished.");
        }
        return exchange.failure(
                ErrorKind.UNEXPECTED_CONTENT,
                "The API answered " + status + about + ", and not 200 with a result"
                        + exchange.saying(BoundedText.beginning(exchange, ByteBuffer.allocate(0))));
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
}
