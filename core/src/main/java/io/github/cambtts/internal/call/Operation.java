package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener.Origin;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.text.Redaction;
import io.github.cambtts.transport.AbortSignal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of a host, over all its attempts: who asked for what, until when, and whether it was called off.
 *
 * <p>Used by the thread that does the call, and watched by the {@link Watchdog}. Any thread may {@link #cancel()}, up to
 * the moment at which the call {@linkplain #beginCommit() begins to commit}: one of the two comes first, and the other
 * is told so.
 */
public final class Operation {

    /** Far from overflowing where the watchdog looked at the clock just before the operation did. */
    private static final long UNLIMITED_NANOS = Long.MAX_VALUE / 2;

    /** Who came first to the gate between committing and calling off. */
    private enum Gate {
        OPEN,
        COMMITTING,
        CANCELLED,
        /** Somebody else ends the future, and with it the call. */
        CLAIMED,
        /** The call's own outcome is that of its future. */
        SETTLED
    }

    private final CallEvents events;
    private final Object owner;

    /** Hides every secret that this call has had to do with so far. */
    private volatile Redaction redaction;

    private final Watchdog watchdog;
    private final long startedNanos = System.nanoTime();
    private final AtomicReference<Gate> gate = new AtomicReference<>(Gate.OPEN);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final AtomicReference<@Nullable Consumer<TtsException>> waitingForThread = new AtomicReference<>();
    private volatile long totalNanos;
    private volatile @Nullable Watch watch;
    private final AtomicLong audioBytes = new AtomicLong();
    private final AtomicBoolean finishTold = new AtomicBoolean();
    private int attempts;
    private volatile @Nullable LeakDetector leak;

    private Operation(CallEvents events, Duration total, Object owner, Watchdog watchdog, Redaction redaction) {
        this.redaction = redaction;
        this.events = events;
        this.owner = owner;
        this.totalNanos = total.toNanos();
        this.watchdog = watchdog;
    }

    /**
     * Starts an operation. Its end is told by {@link #finish}.
     *
     * @param events tells of what happens in it
     * @param owner whose operation it is, see {@link Watchdog#cancelAll}
     * @param redaction hides the API key
     */
    public static Operation start(
            CallEvents events, Duration total, Object owner, Watchdog watchdog, Redaction redaction) {
        Operation operation = new Operation(events, total, owner, watchdog, redaction);
        watchdog.add(operation);
        return operation;
    }

    /** Returns what takes the secrets of this call out of whatever comes from outside. */
    public Redaction redaction() {
        return redaction;
    }

    /** Also hides a presigned URL's signature, for the rest of the call. */
    public void hide(URI url) {
        redaction = redaction.hiding(url);
    }

    public RunId runId() {
        return events.call().runId();
    }

    DaemonThread.Starter threads() {
        return watchdog.threads();
    }

    Object owner() {
        return owner;
    }

    public int attempts() {
        return attempts;
    }

    /** Counts an attempt, if the operation may still make one. */
    void beginAttempt() throws TtsException {
        check();
        attempts++;
        events.tell(listener -> listener.onAttempt(events.call(), attempts));
    }

    /** Tells that an attempt failed. */
    void attemptFailed(ErrorKind kind, Optional<Duration> retryIn) {
        events.tell(listener -> listener.onAttemptFailed(events.call(), attempts, kind, retryIn));
    }

    /** Tells that the headers of a response have come. */
    public void responded(Origin origin, int status, Duration duration) {
        events.tell(listener -> listener.onResponse(events.call(), attempts, origin, status, duration));
    }

    /** Tells that a save goes on where it broke. */
    public void resumed(long position) {
        events.tell(listener -> listener.onResumed(events.call(), attempts, position));
    }

    /** Counts bytes of audio that came over the network. */
    public void received(int bytes) {
        audioBytes.addAndGet(bytes);
    }

    /** Returns how many bytes of audio came over the network. */
    public long audioBytes() {
        return audioBytes.get();
    }

    /** Opens the watch over one exchange; it replaces the one before. */
    public Watch watch() throws TtsException {
        Watch opened = new Watch(this, new AbortSignal());
        watch = opened;
        check();
        return opened;
    }

    /** Throws if the operation was called off or is out of time. */
    public void check() throws TtsException {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw failure(ErrorKind.CANCELLED, null);
        }
        if (remainingNanos() <= 0) {
            throw failure(ErrorKind.DEADLINE, null);
        }
    }

    /** Waits between two attempts; wakes up when the operation is called off. */
    public void pause(Duration wait, Sleeper sleeper) throws TtsException {
        try {
            sleeper.sleep(wait, cancelled);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    long remainingNanos() {
        return totalNanos - (System.nanoTime() - startedNanos);
    }

    /** Goes on as long as the caller holds a stream, which is limited by its idle time alone. */
    public void handOver(Object stream) {
        totalNanos = UNLIMITED_NANOS;
        leak = new LeakDetector(stream, this, watchdog.dropped());
    }

    /**
     * Calls the operation off, unless it has begun to commit; returns whether it is called off. Returns at once: what
     * that means for the HTTP stack is done in another thread.
     */
    boolean cancel() {
        if (!gate.compareAndSet(Gate.OPEN, Gate.CANCELLED) && gate.get() == Gate.COMMITTING) {
            return false;
        }
        cancelled.countDown();
        Watch current = watch;
        if (current != null) {
            current.stop(ErrorKind.CANCELLED);
        }
        giveUpWaitingForThread(ErrorKind.CANCELLED);
        return true;
    }

    /**
     * Claims the end of the operation for somebody who then {@linkplain #cancel() cancels} it, and tells the host; false if
     * the operation has begun to commit or is {@linkplain #settle() settled}.
     */
    boolean claimEnd() {
        return gate.updateAndGet(was -> was == Gate.COMMITTING || was == Gate.SETTLED ? was : Gate.CLAIMED)
                == Gate.CLAIMED;
    }

    /** Claims the future for the call's own outcome, result or failure; false if somebody else has claimed it. */
    boolean settle() {
        return gate.updateAndGet(was -> was == Gate.CLAIMED ? was : Gate.SETTLED) == Gate.SETTLED;
    }

    /**
     * Passes the gate: called right before what cannot be taken back. Throws if the operation was called off or is out of
     * time; from then on neither counts any more.
     */
    public void beginCommit() throws TtsException {
        check();
        if (!gate.compareAndSet(Gate.OPEN, Gate.COMMITTING)) {
            throw failure(ErrorKind.CANCELLED, null);
        }
    }

    /**
     * Tells that the operation waits until an executor begins it, which it may never do.
     *
     * @param givenUp told, in a thread of its own, why the operation ended without having been begun
     */
    void waitForThread(Consumer<TtsException> givenUp) {
        waitingForThread.set(givenUp);
    }

    /** Begins the operation in this thread; false if it has been given up by then. */
    boolean takeThread() {
        return waitingForThread.getAndSet(null) != null;
    }

    private void giveUpWaitingForThread(ErrorKind kind) {
        Consumer<TtsException> givenUp = waitingForThread.getAndSet(null);
        if (givenUp == null) {
            return;
        }
        boolean started = false;
        try {
            threads().start("call", () -> {
                finish(kind);
                givenUp.accept(kind == ErrorKind.DEADLINE ? neverBegun() : failure(kind, null));
            });
            started = true;
        } finally {
            if (!started) {
                waitingForThread.set(givenUp);
            }
        }
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /**
     * Ends the operation and tells of it.
     *
     * @param failure why the caller has not got what it asked for; null if it has
     */
    public void finish(@Nullable ErrorKind failure) {
        forget();
        tellFinished(failure);
    }

    /** Tells how the operation came out, unless that has been told. */
    public void tellFinished(@Nullable ErrorKind failure) {
        if (finishTold.compareAndSet(false, true)) {
            Duration duration = Duration.ofNanos(System.nanoTime() - startedNanos);
            events.tell(listener ->
                    listener.onFinished(events.call(), Optional.ofNullable(failure), audioBytes.get(), duration));
        }
    }

    /** Tells whether it is known how the operation came out. */
    boolean isOver() {
        return finishTold.get();
    }

    /** Tells the end of a stream that was stopped; that of any other operation is told by the thread that does it. */
    void tellStopped(ErrorKind reason) {
        if (leak != null) {
            tellFinished(reason);
        }
    }

    /** Ends the operation without a word. */
    public void forget() {
        LeakDetector held = leak;
        if (held != null) {
            held.clear();
        }
        watchdog.remove(this);
    }

    /** Called by the watchdog, again and again. */
    void tick(long nowNanos) {
        long remainingNanos = totalNanos - (nowNanos - startedNanos);
        if (isCancelled() || remainingNanos <= 0) {
            giveUpWaitingForThread(isCancelled() ? ErrorKind.CANCELLED : ErrorKind.DEADLINE);
        }
        Watch current = watch;
        if (current != null) {
            current.tick(nowNanos, remainingNanos);
        }
    }

    private TtsException neverBegun() {
        return call(0, null)
                .failure(
                        ErrorKind.DEADLINE,
                        "Retrieving run " + runId()
                                + " was not begun within the total limit. Check the executor: it is busy with"
                                + " other tasks, or has dropped this one.",
                        null);
    }

    /** Makes the exception for a limit reached or a call called off. */
    public TtsException failure(ErrorKind kind, @Nullable Throwable cause) {
        String what = switch (kind) {
            case CANCELLED -> "was cancelled.";
            case DEADLINE -> "took longer than the total limit. Raise Timeouts.total() for large files.";
            case RESPONSE_TIMEOUT ->
                "got no response within the response limit. Try again later, or raise" + " Timeouts.response().";
            case IDLE_TIMEOUT ->
                "received no byte for as long as the idle limit. Try again later, or raise" + " Timeouts.idle().";
            default -> throw new IllegalArgumentException(kind.name());
        };
        return call(0, null).failure(kind, "Retrieving run " + runId() + " " + what, cause);
    }

    public CallReport call(int status, @Nullable String requestId) {
        return new CallReport(runId(), attempts, status, requestId);
    }

    /** How a pause is made; tests put a fake in its place. */
    public interface Sleeper {

        Sleeper REAL = (wait, wakeUp) -> {
            wakeUp.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        };

        void sleep(Duration wait, CountDownLatch wakeUp) throws InterruptedException;
    }
}
