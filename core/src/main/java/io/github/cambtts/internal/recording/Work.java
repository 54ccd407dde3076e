package io.github.cambtts.internal.recording;

import java.io.IOException;

/** The work that a verdict may take: a number of steps, with calls of the {@link Checkpoint} between them. */
final class Work {

    private static final int STEPS_BETWEEN_CHECKS = 1 << 14;

    private final Checkpoint checkpoint;
    private long left;
    private long leftAtCheck;

    /** Allows a number of steps, each of which takes some nanoseconds. */
    Work(long steps, Checkpoint checkpoint) {
        this.left = steps;
        this.leftAtCheck = steps;
        this.checkpoint = checkpoint;
    }

    /** Spends some steps; false if fewer were left, and from then on. */
    boolean spend(long steps) throws IOException {
        left = Math.max(-1, left - steps);
        if (leftAtCheck - left >= STEPS_BETWEEN_CHECKS) {
            leftAtCheck = left;
            checkpoint.check();
        }
        return left >= 0;
    }

    /** Tells whether more steps were spent than allowed. */
    boolean isSpent() {
        return left < 0;
    }
}
