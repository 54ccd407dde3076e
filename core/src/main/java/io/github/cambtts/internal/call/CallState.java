package io.github.cambtts.internal.call;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a call stands. Of committing, cancelling and the end of its future, whichever comes first excludes the others.
 * Thread-safe.
 */
final class CallState {

    private enum State {
        /** It waits for a thread, or runs. */
        OPEN,
        /** It takes the step that cannot be undone. */
        COMMITTING,
        CANCELLED,
        /** The host completes its future, which also cancels it. */
        ABANDONED,
        /** Its own outcome completes its future. */
        SETTLED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** Cancels the call; false if it has begun to commit. */
    boolean cancel() {
        if (!state.compareAndSet(State.OPEN, State.CANCELLED) && state.get() == State.COMMITTING) {
            return false;
        }
        cancelled.countDown();
        return true;
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /** Returns what opens when the call is cancelled. */
    CountDownLatch cancelled() {
        return cancelled;
    }

    /** Begins to commit; false if the call was cancelled. */
    boolean commit() {
        return state.compareAndSet(State.OPEN, State.COMMITTING);
    }

    /** Gives the future to the host, which then cancels the call; false if the call commits or is settled. */
    boolean abandon() {
        return state.updateAndGet(was -> was == State.COMMITTING || was == State.SETTLED ? was : State.ABANDONED)
                == State.ABANDONED;
    }

    /** Gives the future to the call's own outcome; false if the host has it. */
    boolean settle() {
        return state.updateAndGet(was -> was == State.ABANDONED ? was : State.SETTLED) == State.SETTLED;
    }
}
