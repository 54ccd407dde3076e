package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener.Origin;
import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.CallSubject;
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
 * One call of a host, over all its attempts: the run, the total time limit, and whether the call was cancelled.
 *
 * <p>Used by the thread that runs the call, and watched by the {@link Watchdog}. Any thread may {@link #cancel()},
 * until the call {@linkplain #beginCommit() begins to commit}: whichever of the two comes first makes the other fail.
 */
public final class Operation {

    /** Half of the range: nothing overflows if the watchdog read the clock just before the operation started. */
    private static final long UNLIMITED_NANOS = Long.MAX_VALUE / 2;

    /** Which came first: committing, cancelling, or completing the future. */
    private enum State {
        OPEN,
        COMMITTING,
        CANCELLED,
        /** The host completes the future, which ends the call. */
        CLAIMED,
        /** The call's own outcome completes its future. */
        SETTLED
    }

    private final CallEvents events;
    private final Object owner;

    /** Hides every secret that this call has used so far. */
    private volatile Redaction redaction;

    private final Watchdog watchdog;
    private final long startedNanos = System.nanoTime();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final AtomicReference<@Nullable Consumer<TtsException>> waitingForThread = new AtomicReference<>();
    private volatile long totalNanos;
    private volatile @Nullable Watch watch;
    /** The pauses of this call that took virtual time instead of real time. */
    private final AtomicLong virtualNanos = new AtomicLong();

    private final AtomicLong audioBytes = new AtomicLong();
    private final AtomicBoolean finishReported = new AtomicBoolean();
    private int attempts;
    private boolean answered;
    private volatile String lastStatus = "it has not told its status";
    private volatile @Nullable LeakDetector leak;

    private Operation(CallEvents events, Duration total, Object owner, Watchdog watchdog, Redaction redaction) {
        this.redaction = redaction;
        this.events = events;
        this.owner = owner;
        this.totalNanos = total.toNanos();
        this.watchdog = watchdog;
    }

    /**
     * Starts an operation. {@link #finish} ends it.
     *
     * @param events the listeners of this call
     * @param owner whose operation it is, see {@link Watchdog#cancelAll}
     * @param redaction hides the API key
     */
    public static Operation start(
            CallEvents events, Duration total, Object owner, Watchdog watchdog, Redaction redaction) {
        Operation operation = new Operation(events, total, owner, watchdog, redaction);
        watchdog.add(operation);
        return operation;
    }

    /** Returns the redaction that removes the secrets of this call from text that comes from outside. */
    public Redaction redaction() {
        return redaction;
    }

    /** Also hides what follows the host in a presigned URL, for the rest of the call. */
    public void hide(URI url) {
        redaction = redaction.hiding(url);
    }

    public CallSubject subject() {
        return events.call().subject();
    }

    /** Returns the run of a call that is about one. */
    public RunId runId() {
        return (RunId) subject();
    }

    /** Returns what the call does, at the beginning of a sentence. */
    public String activity() {
        return (isWait() ? "Waiting for " : "Retrieving ") + subject().label();
    }

    private boolean isWait() {
        return events.call().purpose() == Purpose.WAIT;
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
        events.send(listener -> listener.onAttempt(events.call(), attempts));
    }

    /** Reports that an attempt failed. */
    void attemptFailed(ErrorKind kind, Optional<Duration> retryIn) {
        events.send(listener -> listener.onAttemptFailed(events.call(), attempts, kind, retryIn));
    }

    /**
     * Reports that the task has not finished.
     *
     * @param status the last status seen, fit for a message
     */
    public void pending(String status, Duration askedAgainIn) {
        lastStatus = "its last status was " + status;
        events.send(listener -> listener.onPending(events.call(), attempts, askedAgainIn));
    }

    /** Reports that the headers of a response have arrived. */
    public void responded(Origin origin, int status, Duration duration) {
        answered = true;
        events.send(listener -> listener.onResponse(events.call(), attempts, origin, status, duration));
    }

    /** Tells whether the headers of any response have arrived. */
    public boolean isAnswered() {
        return answered;
    }

    /** Reports that a save was resumed. */
    public void resumed(long position) {
        events.send(listener -> listener.onResumed(events.call(), attempts, position));
    }

    /** Counts bytes of audio that were received over the network. */
    public void received(int bytes) {
        audioBytes.addAndGet(bytes);
    }

    /** Returns how many bytes of audio were received over the network. */
    public long audioBytes() {
        return audioBytes.get();
    }

    /** Starts to watch one exchange, in place of the one before. */
    public Watch watch() throws TtsException {
        Watch opened = new Watch(this, new AbortSignal());
        watch = opened;
        check();
        return opened;
    }

    /** Throws if the operation was cancelled or is out of time. */
    public void check() throws TtsException {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw failure(ErrorKind.CANCELLED, null);
        }
        if (remainingNanos() <= 0) {
            throw failure(ErrorKind.DEADLINE, null);
        }
    }

    /** Waits between two attempts; wakes up when the operation is cancelled. */
    public void pause(Duration wait, Sleeper sleeper) throws TtsException {
        try {
            // A listener may have taken some of what was left.
            Duration left = remaining();
            virtualNanos.addAndGet(sleeper.sleep(wait.compareTo(left) < 0 ? wait : left, cancelled));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    /** Returns how much is left of the total limit. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    long remainingNanos() {
        return totalNanos - elapsedNanos(System.nanoTime());
    }

    private long elapsedNanos(long nowNanos) {
        return nowNanos - startedNanos + virtualNanos.get();
    }

    /** Ends the total limit: a stream that the caller holds is limited by its idle time alone. */
    public void handOver(Object stream) {
        totalNanos = UNLIMITED_NANOS;
        leak = new LeakDetector(stream, this, watchdog.dropped());
    }

    /**
     * Cancels the operation, unless it has begun to commit; returns whether it is cancelled. Returns at once: the
     * exchange is aborted in another thread.
     */
    boolean cancel() {
        if (!state.compareAndSet(State.OPEN, State.CANCELLED) && state.get() == State.COMMITTING) {
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
     * Claims the end of the operation for the host, which then {@linkplain #cancel() cancels} it and completes the
     * future; false if the operation has begun to commit or is {@linkplain #settle() settled}.
     */
    boolean claimEnd() {
        return state.updateAndGet(was -> was == State.COMMITTING || was == State.SETTLED ? was : State.CLAIMED)
                == State.CLAIMED;
    }

    /** Claims the future for the call's own outcome, result or failure; false if the host has claimed it. */
    boolean settle() {
        return state.updateAndGet(was -> was == State.CLAIMED ? was : State.SETTLED) == State.SETTLED;
    }

    /**
     * Begins to commit: called right before the step that cannot be undone. Throws if the operation was cancelled or is
     * out of time; after that, neither can end it any more.
     */
    public void beginCommit() throws TtsException {
        check();
        if (!state.compareAndSet(State.OPEN, State.COMMITTING)) {
            throw failure(ErrorKind.CANCELLED, null);
        }
    }

    /**
     * Makes the operation wait until an executor starts it, which may never happen.
     *
     * @param givenUp receives, in a thread of its own, why the operation ended before it was started
     */
    void waitForThread(Consumer<TtsException> givenUp) {
        waitingForThread.set(givenUp);
    }

    /** Starts the operation in this thread; false if it was given up before. */
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
                givenUp.accept(kind == ErrorKind.DEADLINE ? neverStarted() : failure(kind, null));
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
     * Ends the operation and reports its end.
     *
     * @param failure why the call failed; null if it succeeded
     */
    public void finish(@Nullable ErrorKind failure) {
        forget();
        reportFinished(failure);
    }

    /** Reports the outcome of the operation, unless it has been reported before. */
    public void reportFinished(@Nullable ErrorKind failure) {
        if (finishReported.compareAndSet(false, true)) {
            Duration duration = Duration.ofNanos(elapsedNanos(System.nanoTime()));
            events.send(listener ->
                    listener.onFinished(events.call(), Optional.ofNullable(failure), audioBytes.get(), duration));
        }
    }

    /** Tells whether the outcome has been reported. */
    boolean isOver() {
        return finishReported.get();
    }

    /**
     * Reports the end of a stream that was stopped; the thread that runs any other operation reports its end itself.
     */
    void reportStopped(ErrorKind reason) {
        if (leak != null) {
            reportFinished(reason);
        }
    }

    /** Ends the operation without an event. */
    public void forget() {
        LeakDetector held = leak;
        if (held != null) {
            held.clear();
        }
        watchdog.remove(this);
    }

    /** Called by the watchdog at each tick. */
    void tick(long nowNanos) {
        long remainingNanos = totalNanos - elapsedNanos(nowNanos);
        if (isCancelled() || remainingNanos <= 0) {
            giveUpWaitingForThread(isCancelled() ? ErrorKind.CANCELLED : ErrorKind.DEADLINE);
        }
        Watch current = watch;
        if (current != null) {
            current.tick(nowNanos, remainingNanos);
        }
    }

    private TtsException neverStarted() {
        return call(0, null)
                .failure(
                        ErrorKind.DEADLINE,
                        activity()
                                + " did not start within its limit. Check the executor: it is busy with"
                                + " other tasks, or has dropped this one.",
                        null);
    }

    /** Creates the exception for a reached limit or a cancelled call. */
    public TtsException failure(ErrorKind kind, @Nullable Throwable cause) {
        String what = switch (kind) {
            case CANCELLED -> "was cancelled.";
            case DEADLINE ->
                isWait()
                        ? "took longer than the limit for a task: " + lastStatus
                                + ". Wait for it again, or raise the limit with Timeouts.withTask(Duration)."
                        : "took longer than the total limit. Raise it with Timeouts.withTotal(Duration) for large files.";
            case RESPONSE_TIMEOUT ->
                "got no response within the response limit. Try again later, or raise it with"
                        + " Timeouts.withResponse(Duration).";
            case IDLE_TIMEOUT ->
                "received no byte for as long as the idle limit. Try again later, or raise it with"
                        + " Timeouts.withIdle(Duration).";
            default -> throw new IllegalArgumentException(kind.name());
        };
        return call(0, null).failure(kind, activity() + " " + what, cause);
    }

    public CallReport call(int status, @Nullable String requestId) {
        return new CallReport(subject(), attempts, status, requestId);
    }

    /** Makes a pause; tests use a fake. */
    public interface Sleeper {

        Sleeper REAL = (wait, wakeUp) -> {
            wakeUp.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            return 0;
        };

        /** Pauses; returns how many nanoseconds of it took virtual time instead of real time. */
        long sleep(Duration wait, CountDownLatch wakeUp) throws InterruptedException;
    }
}
