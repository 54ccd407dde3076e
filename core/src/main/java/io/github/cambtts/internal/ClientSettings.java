package io.github.cambtts.internal;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.Timeouts;
import io.github.cambtts.internal.call.CallLog;
import io.github.cambtts.internal.call.CallSettings;
import io.github.cambtts.internal.call.SafeListener;
import io.github.cambtts.internal.call.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with, for all of its calls.
 *
 * @param timeouts the limits of time
 * @param retryPolicy when a failed attempt is made again
 * @param maxAudioBytes how much audio is accepted
 * @param executor where the asynchronous calls run; null for a thread each
 * @param listener receives the events of calls; null if there is none
 */
public record ClientSettings(
        Timeouts timeouts,
        RetryPolicy retryPolicy,
        long maxAudioBytes,
        @Nullable Executor executor,
        @Nullable CallListener listener) {

    private static final SafeListener LOG = new SafeListener(new CallLog());

    /** Returns what applies to a call with options of its own. */
    CallSettings forCall(CallOptions options, Time time) {
        return new CallSettings(
                options.timeouts().orElse(timeouts),
                options.retryPolicy().orElse(retryPolicy),
                options.maxAudioBytes().orElse(maxAudioBytes),
                options.headers(),
                listeners(options),
                time);
    }

    private List<SafeListener> listeners(CallOptions options) {
        List<SafeListener> listeners = new ArrayList<>(0);
        if (CallLog.isOn()) {
            listeners.add(LOG);
        }
        if (listener != null) {
            listeners.add(new SafeListener(listener));
        }
        options.listener().map(SafeListener::new).ifPresent(listeners::add);
        return listeners;
    }
}
