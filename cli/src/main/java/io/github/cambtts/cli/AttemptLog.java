package io.github.cambtts.cli;

import io.github.cambtts.CallListener;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TaskId;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Prints on stderr that a call is retried or resumed; with {@code -v} also each response and each failed attempt. Used
 * by one call at a time.
 */
final class AttemptLog implements CallListener {

    private final Progress progress;
    private final PrintStream err;
    private final int attempts;
    private final boolean isVerbose;
    private int lastStatus;

    /**
     * Creates the log.
     *
     * @param attempts the maximum number of attempts of a call
     */
    AttemptLog(Progress progress, PrintStream err, int attempts, boolean isVerbose) {
        this.progress = progress;
        this.err = err;
        this.attempts = attempts;
        this.isVerbose = isVerbose;
    }

    /** Returns a log if {@code -v} asks for one, or a person watches. */
    static Optional<CallListener> ifWanted(Progress progress, PrintStream err, int attempts, boolean isVerbose) {
        return isVerbose || progress.isInteractive()
                ? Optional.of(new AttemptLog(progress, err, attempts, isVerbose))
                : Optional.empty();
    }

    @Override
    public void onAttempt(Call call, int attempt) {
        lastStatus = 0;
    }

    @Override
    public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
        lastStatus = status;
        if (isVerbose) {
            String who = origin == Origin.API ? "the API" : "the storage";
            print(
                    call,
                    "attempt " + attempt + ": " + who + " answered " + status + " after " + duration.toMillis()
                            + " ms");
        }
    }

    @Override
    public void onResumed(Call call, int attempt, long position) {
        print(call, "resuming at " + Quantity.bytes(position));
    }

    @Override
    public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
        if (retryIn.isPresent()) {
            print(
                    call,
                    describe(kind) + ", trying again in " + Quantity.seconds(retryIn.get())
                            // The attempts of a wait have no limit but time.
                            + (call.purpose() == Purpose.WAIT ? "" : " (" + (attempt + 1) + " of " + attempts + ")"));
        } else if (isVerbose) {
            print(call, "attempt " + attempt + " failed: " + kind);
        }
    }

    @Override
    public void onPending(Call call, int attempt, Duration askedAgainIn) {
        if (isVerbose) {
            print(call, "attempt " + attempt + ": pending, asking again in " + Quantity.seconds(askedAgainIn));
        }
        if (call.subject() instanceof TaskId task) {
            progress.pending(task);
        }
    }

    private String describe(ErrorKind kind) {
        return switch (kind) {
            case RATE_LIMITED, SERVER -> "answered " + lastStatus;
            case CONNECT, DNS, CONNECT_TIMEOUT -> "could not connect";
            case RESPONSE_TIMEOUT -> "no response in time";
            case IDLE_TIMEOUT -> "no more data in time";
            case RESET -> "the connection broke";
            case TRUNCATED -> "the audio was cut short";
            case DAMAGED -> "the recording is damaged";
            default -> kind.toString();
        };
    }

    private void print(Call call, String text) {
        progress.log(err, call.subject().label() + ": " + text);
    }
}
