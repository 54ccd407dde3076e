package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.internal.text.Redaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Calls of tests, which are about run 7. */
public final class Calls {

    private static final RunId RUN = RunId.of(7);

    private Calls() {}

    /** Starts a save with a limit of one hour. */
    public static Call save(Object owner) {
        return save(owner, Watchdog.shared(), Duration.ofHours(1), RetryPolicy.defaults(), Time.REAL);
    }

    static Call save(Object owner, Watchdog watchdog) {
        return save(owner, watchdog, Duration.ofHours(1), RetryPolicy.defaults(), Time.REAL);
    }

    static Call save(Object owner, Watchdog watchdog, Duration total, RetryPolicy policy, Time time) {
        return of(RUN, Purpose.SAVE, owner, watchdog, total, policy, time);
    }

    static Call of(
            RunId run,
            Purpose purpose,
            Object owner,
            Watchdog watchdog,
            Duration total,
            RetryPolicy policy,
            Time time) {
        Timeouts timeouts = Timeouts.defaults().withTotal(total);
        CallSettings settings = new CallSettings(timeouts, policy, Long.MAX_VALUE, Map.of(), List.of(), time);
        return Call.start(run, purpose, settings, Redaction.of("a-key"), owner, watchdog);
    }

    /** Cancels a call, as its future does. */
    public static void cancel(Call call) {
        boolean unused = call.cancel();
    }
}
