package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A response with an error status: the kind of the error, and the server's message.
 *
 * @param failure the exception for the host
 * @param storageError the error that storage sent, not redacted
 */
record ErrorResponse(StatusException failure, StorageError storageError) {

    /**
     * Reads the error from an exchange and closes it.
     *
     * @param server who answered, at the beginning of a sentence
     * @param advice what a user can do about each kind
     */
    static ErrorResponse read(Exchange exchange, String server, Function<ErrorKind, String> advice)
            throws TtsException {
        try (exchange) {
            BoundedText.Beginning body = BoundedText.beginning(exchange, ByteBuffer.allocate(0));
            String said = exchange.cleaned(body);
            Optional<Duration> retryAfter = exchange.retryAfter();
            int status = exchange.status();
            ErrorKind kind = ErrorKind.ofStatus(status);
            String about = " about " + exchange.call().subject().label();
            String todo = kind == ErrorKind.SERVER && !ErrorKind.isRetryable(status)
                    ? "Check the base URL, and ask whoever runs the server."
                    : advice.apply(kind);
            String message =
                    server + " answered " + status + about + (said.isEmpty() ? "." : ": " + said + ".") + " " + todo;
            TtsException.Builder failure =
                    exchange.call().builder(kind, message, exchange.answer()).serverMessage(said);
            retryAfter.ifPresent(failure::retryAfter);
            return new ErrorResponse((StatusException) failure.build(), StorageError.parse(body.text()));
        }
    }
}
