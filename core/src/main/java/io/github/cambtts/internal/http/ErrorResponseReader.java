package io.github.cambtts.internal.http;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a response with an error status: the kind of the error, and the server's message.
 */
public final class ErrorResponseReader {

    private final Clock clock;

    public ErrorResponseReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * Reads the error from an exchange and closes it.
     *
     * @param server who answered, at the beginning of a sentence
     * @param advice what a user can do about each kind
     */
    Refusal read(Exchange exchange, String server, Function<ErrorKind, String> advice) throws TtsException {
        try (exchange) {
            BoundedText.Beginning body = BoundedText.beginning(exchange, ByteBuffer.allocate(0));
            String said = exchange.cleaned(body);
            Optional<Duration> retryAfter = retryAfter(exchange);
            int status = exchange.status();
            ErrorKind kind = ErrorKind.ofStatus(status);
            String about = " about " + exchange.operation().subject().label();
            String todo = kind == ErrorKind.SERVER && !ErrorKind.isTemporary(status)
                    ? "Check the base URL, and ask whoever runs the server."
                    : advice.apply(kind);
            TtsException.Builder failure = exchange.call()
                    .builder(
                            kind,
                            server + " answered " + status + about + (said.isEmpty() ? "." : ": " + said + ".") + " "
                                    + todo)
                    .serverMessage(said);
            retryAfter.ifPresent(failure::retryAfter);
            return new Refusal((StatusException) failure.build(), StorageError.parse(body.text()));
        }
    }

    /** Returns how long the server asks to wait. */
    Optional<Duration> retryAfter(Exchange exchange) {
        return exchange.header("retry-after").flatMap(value -> RetryAfter.parse(value, clock));
    }

    /**
     * A response with an error status.
     *
     * @param failure the exception for the host
     * @param storageError the error that storage sent, not redacted
     */
    record Refusal(StatusException failure, StorageError storageError) {}
}
