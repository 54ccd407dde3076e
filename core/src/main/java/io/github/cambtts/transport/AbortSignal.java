package io.github.cambtts.transport;

import org.jspecify.annotations.Nullable;

/**
 * How the caller of a {@link Transport} ends an exchange from another thread.
 *
 * <p>The transport registers what ends the exchange; the caller fires it. Thread-safe. Each signal serves one exchange.
 */
public final class AbortSignal {

    private @Nullable Runnable action;
    private volatile boolean aborted;

    /** Creates a signal that has not been fired. */
    public AbortSignal() {}

    /**
     * Sets what ends the exchange at its present stage, in place of what was set before. Runs it at once if the signal
     * has been fired already.
     *
     * @param newAction ends the exchange and wakes the thread waiting for it; quick, idempotent, and without exceptions
     */
    public void onAbort(Runnable newAction) {
        synchronized (this) {
            if (!aborted) {
                action = newAction;
                return;
            }
        }
        newAction.run();
    }

    /** Ends the exchange. Idempotent. */
    public void abort() {
        Runnable ending;
        synchronized (this) {
            aborted = true;
            ending = action;
            action = null;
        }
        if (ending != null) {
            ending.run();
        }
    }

    /**
     * Tells whether the exchange has been ended.
     *
     * @return whether {@link #abort()} was called
     */
    public boolean isAborted() {
        return aborted;
    }
}
