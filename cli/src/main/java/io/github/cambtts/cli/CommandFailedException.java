package io.github.cambtts.cli;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends a command with a failure of the command itself, or with one of the library's that the command has reworded. */
final class CommandFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    CommandFailedException(Failure failure, @Nullable Throwable cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    static CommandFailedException badArgument(Optional<RunId> runId, IllegalArgumentException cause) {
        return new CommandFailedException(Failure.badArgument(runId, String.valueOf(cause.getMessage()), null), cause);
    }

    /** A file that cannot be read or written. */
    static CommandFailedException onDisk(Optional<RunId> runId, String message, Exception cause) {
        return new CommandFailedException(Failure.onDisk(ErrorKind.FILE, runId, message), cause);
    }

    Failure failure() {
        return failure;
    }
}
