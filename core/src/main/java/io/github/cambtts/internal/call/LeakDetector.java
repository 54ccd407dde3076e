package io.github.cambtts.internal.call;

import io.github.cambtts.ErrorKind;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * Detects a stream that its owner dropped without closing it: drops its connection, and logs one warning.
 *
 * <p>Held by the operation, which the {@link Watchdog} holds until the stream is closed.
 */
final class LeakDetector extends PhantomReference<Object> {

    private final Operation operation;

    LeakDetector(Object stream, Operation operation, ReferenceQueue<Object> dropped) {
        super(stream, dropped);
        this.operation = operation;
    }

    void report() {
        boolean isOver = operation.isOver();
        operation.cancel();
        operation.finish(ErrorKind.CANCELLED);
        if (isOver) {
            // Read to its end, failed or ended by its owner: nothing was lost.
            return;
        }
        LibraryLog.warn(
                "The audio stream of run " + operation.runId()
                        + " was dropped without being closed, so its connection was dropped too."
                        + " Close streams, preferably with try-with-resources.",
                null);
    }
}
