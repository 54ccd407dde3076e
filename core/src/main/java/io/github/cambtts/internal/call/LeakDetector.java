package io.github.cambtts.internal.call;

import io.github.cambtts.ErrorKind;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * Detects a stream that its owner dropped without closing it: drops its connection, and logs one warning.
 *
 * <p>Held by the call, which the {@link Watchdog} holds until the stream is closed.
 */
final class LeakDetector extends PhantomReference<Object> {

    private final Call call;

    LeakDetector(Object stream, Call call, ReferenceQueue<Object> dropped) {
        super(stream, dropped);
        this.call = call;
    }

    void report() {
        boolean isOver = call.isOver();
        call.cancel();
        call.finish(ErrorKind.CANCELLED);
        if (isOver) {
            // Read to its end, failed or ended by its owner: nothing was lost.
            return;
        }
        LibraryLog.warn(
                "The audio stream of run " + call.runId()
                        + " was dropped without being closed, so its connection was dropped too."
                        + " Close streams, preferably with try-with-resources.",
                null);
    }
}
