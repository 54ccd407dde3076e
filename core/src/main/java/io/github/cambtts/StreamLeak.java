package io.github.cambtts;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;

/**
 * Notices a stream that its owner dropped without closing it: its connection is dropped, and the owner is warned once.
 *
 * <p>Held by the operation, which the {@link Watchdog} holds until the stream is closed.
 */
final class StreamLeak extends PhantomReference<AudioStream> {

    private static final ReferenceQueue<AudioStream> DROPPED = new ReferenceQueue<>();

    private final Operation operation;

    StreamLeak(AudioStream stream, Operation operation) {
        super(stream, DROPPED);
        this.operation = operation;
    }

    static void reportAll() {
        for (Object dropped = DROPPED.poll(); dropped != null; dropped = DROPPED.poll()) {
            ((StreamLeak) dropped).report();
        }
    }

    private void report() {
        operation.cancel();
        operation.finish();
        System.getLogger("io.github.cambtts")
                .log(
                        System.Logger.Level.WARNING,
                        "The audio stream of run {0} was dropped without being closed, so its connection was dropped too."
                                + " Close streams, best with try-with-resources.",
                        operation.runId().toString());
    }
}
