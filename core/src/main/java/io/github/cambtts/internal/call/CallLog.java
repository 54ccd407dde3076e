package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener;
import io.github.cambtts.ErrorKind;
import java.time.Duration;
import java.util.Optional;

/** Logs a line for each event of a call, if the host has turned that on. */
public final class CallLog implements CallListener {

    /** Named in the Javadoc of {@link CallListener}. */
    private static final String NAME = "io.github.cambtts.calls";

    private static final System.Logger.Level LEVEL = System.Logger.Level.DEBUG;

    /** Tells whether the logger is turned on. */
    public static boolean isOn() {
        try {
            return logger().isLoggable(LEVEL);
        } catch (Throwable thrownByLoggers) {
            return false;
        }
    }

    private static System.Logger logger() {
        return System.getLogger(NAME);
    }

    private static void log(Call call, String what) {
        logger().log(
                        LEVEL,
                        () -> "call " + call.number() + ", " + call.purpose() + " of "
                                + call.subject().label() + ": " + what);
    }

    @Override
    public void onAttempt(Call call, int attempt) {
        log(call, "attempt " + attempt);
    }

    @Override
    public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
        log(call, "attempt " + attempt + ", " + origin + " answered " + status + " after " + millis(duration));
    }

    @Override
    public void onResumed(Call call, int attempt, long position) {
        log(call, "attempt " + attempt + ", resumed at byte " + position);
    }

    @Override
    public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
        String next = retryIn.map(wait -> "the next in " + millis(wait)).orElse("none follows");
        log(call, "attempt " + attempt + " failed: " + kind + ", " + next);
    }

    @Override
    public void onPending(Call call, int attempt, Duration askedAgainIn) {
        log(call, "attempt " + attempt + ", pending, the next in " + millis(askedAgainIn));
    }

    @Override
    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
        String outcome = failure.map(Enum::name).orElse("finished");
        log(call, outcome + ", " + bytes + " bytes in " + millis(duration));
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
