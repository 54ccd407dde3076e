package io.github.cambtts.internal.save;

import io.github.cambtts.ProgressListener;
import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.internal.call.LibraryLog;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Calls a listener at a limited rate, and no longer once it has thrown. */
final class ProgressReports {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private @Nullable ProgressListener listener;
    private Phase phase = Phase.CONNECTING;
    private long lastNanos;

    ProgressReports(Optional<ProgressListener> listener) {
        this.listener = listener.orElse(null);
    }

    void begin(Phase next, long bytes, OptionalLong total) {
        phase = next;
        report(bytes, total, System.nanoTime());
    }

    void advance(long bytes, OptionalLong total) {
        if (listener == null) {
            return;
        }
        long now = System.nanoTime();
        if (now - lastNanos >= INTERVAL_NANOS) {
            report(bytes, total, now);
        }
    }

    private void report(long bytes, OptionalLong total, long now) {
        ProgressListener current = listener;
        if (current == null) {
            return;
        }
        lastNanos = now;
        try {
            current.onProgress(phase, bytes, total);
        } catch (Throwable e) {
            listener = null;
            LibraryLog.warn("A progress listener threw and is not called again.", e);
        }
    }
}
