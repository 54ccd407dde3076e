package io.github.cambtts.transport;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How the caller of a {@link Transport} ends an exchange from another thread, and learns whether it is still
 * connecting.
 *
 * <p>The transport registers what ends the exchange; the caller fires it. Thread-safe. Each signal serves one exchange.
 */
public final class AbortSignal {

    private @Nullable Runnable action;
    private volatile boolean aborted;

    /** Written before {@link #connecting}: a new start read together with an old phase is harmless. */
    private volatile long phaseSinceNanos = System.nanoTime();

    private volatile boolean connecting;
    private volatile boolean wasConnected;

    /** Creates a signal that has not been fired. */
    public AbortSignal() {}

    /**
     * Sets what ends the exchange at its present stage, in place of what was set before. Runs it at once if the signal
     * has been fired already.
     *
     * @param newAction ends the exchange and wakes the thread waiting for it; idempotent. What it throws is
     *     ignored. It may run in any thread, also in the one that makes the call: if it is slow, its call ends late, and
     *     no other does
     */
    public void onAbort(Runnable newAction) {
        requireNonNull(newAction, "newAction");
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

    /**
     * Reports that the exchange begins to look for a connection. Called by the transport, which cannot know yet whether
     * a new one is needed: the DNS lookup, connecting, a proxy's {@code CONNECT} and the TLS handshake all belong to
     * this phase. Until {@link #connected()}, the caller's connect limit applies, and its response limit does not.
     */
    public void connecting() {
        phaseSinceNanos = System.nanoTime();
        connecting = true;
    }

    /** Reports that there is a connection, and that the request is sent on it. Called by the transport. */
    public void connected() {
        phaseSinceNanos = System.nanoTime();
        connecting = false;
        wasConnected = true;
    }

    /**
     * Tells whether the transport is looking for a connection.
     *
     * @return whether {@link #connecting()} was called, and {@link #connected()} not after it
     */
    public boolean isConnecting() {
        return connecting;
    }

    /**
     * Tells whether the transport has had a connection, even if it is looking for another one.
     *
     * @return whether {@link #connected()} was called
     */
    public boolean wasConnected() {
        return wasConnected;
    }

    /**
     * Returns when the current phase of the exchange began.
     *
     * @return the {@link System#nanoTime()} of the last {@link #connecting()} or {@link #connected()}; of this signal's
     *     creation if there was none
     */
    public long phaseSinceNanos() {
        return phaseSinceNanos;
    }
}
