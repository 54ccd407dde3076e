package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call of a host, over all its attempts: what it is about, what applies to it, and how far it is. Makes every
 * exception and every event about it.
 *
 * <p>Used by the thread that runs the call, and watched by the {@link Watchdog}. Any thread may {@link #cancel()}.
 */
public final class Call {

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final CallListener.Call identity;
    private final CallSettings settings;
    private final Object owner;
    private final Watchdog watchdog;
    private final CallState state = new CallState();
    private final TotalLimit total;

    /** Hides every secret that this call has used so far. */
    private volatile Redaction redaction;

    private volatile @Nullable Watch watch;

    /** What runs the call, as long as no thread does. */
    private final AtomicReference<@Nullable Runnable> queued = new AtomicReference<>();

    /** Set if no executor has started the call before its end. */
    private volatile boolean neverStarted;

    /** Set once the host holds the stream. */
    private volatile @Nullable LeakDetector leak;

    private final AtomicBoolean finishReported = new AtomicBoolean();
    private final AtomicLong audioBytes = new AtomicLong();
    private int attempts;
    private boolean answered;
    private volatile String lastStatus = "it has not told its status";

    private Call(
            CallListener.Call identity, CallSettings settings, Redaction redaction, Object owner, Watchdog watchdog) {
        this.identity = identity;
        this.settings = settings;
        this.redaction = redaction;
        this.owner = owner;
        this.watchdog = watchdog;
        this.total = new TotalLimit(
                isWait() ? settings.timeouts().task() : settings.timeouts().total());
    }

    /**
     * Starts a call. {@link #finish} ends it.
     *
     * @param redaction hides the API key
     * @param owner whose call it is, see {@link Watchdog#cancelAll}
     */
    public static Call start(
            CallSubject subject,
            Purpose purpose,
            CallSettings settings,
            Redaction redaction,
            Object owner,
            Watchdog watchdog) {
        CallListener.Call identity = new CallListener.Call(NUMBERS.incrementAndGet(), subject, purpose);
        Call call = new Call(identity, settings, redaction, owner, watchdog);
        watchdog.add(call);
        return call;
    }

    public CallSubject subject() {
        return identity.subject();
    }

    /** Returns the run of a call that is about one. */
    public RunId runId() {
        return (RunId) subject();
    }

    private boolean isWait() {
        return identity.purpose() == Purpose.WAIT;
    }

    public CallSettings settings() {
        return settings;
    }

    Object owner() {
        return owner;
    }

    DaemonThread.Starter threads() {
        return watchdog.threads();
    }

    /** Returns the redaction that removes the secrets of this call from text that comes from outside. */
    public Redaction redaction() {
        return redaction;
    }

    /** Also hides what follows the host in a presigned URL, for the rest of the call. */
    public void hide(URI url) {
        redaction = redaction.hiding(url);
    }

    // How far it is, told to its listeners

    public int attempts() {
        return attempts;
    }

    /** Tells whether the headers of any response have arrived. */
    public boolean isAnswered() {
        return answered;
    }

    /** Counts bytes of audio that were received over the network. */
    public void received(int bytes) {
        audioBytes.addAndGet(bytes);
    }

    /** Returns how many bytes of audio were received over the network. */
    public long audioBytes() {
        return audioBytes.get();
    }

    private void send(Consumer<CallListener> event) {
        for (SafeListener each : settings.listeners()) {
            each.send(event);
        }
    }

    /** Counts an attempt, if the call may still make one. */
    void beginAttempt() throws TtsException {
        check();
        attempts++;
        send(listener -> listener.onAttempt(identity, attempts));
    }

    /** Reports that an attempt failed. */
    void attemptFailed(ErrorKind kind, Optional<Duration> retryIn) {
        send(listener -> listener.onAttemptFailed(identity, attempts, kind, retryIn));
    }

    /**
     * Reports that the task has not finished.
     *
     * @param status the last status seen, fit for a message
     */
    public void pending(String status, Duration askedAgainIn) {
        lastStatus = "its last status was " + status;
        send(listener -> listener.onPending(identity, attempts, askedAgainIn));
    }

    /** Reports that the headers of a response have arrived. */
    public void responded(Origin origin, int status, Duration duration) {
        answered = true;
        send(listener -> listener.onResponse(identity, attempts, origin, status, duration));
    }

    /** Reports that a save was resumed. */
    public void resumed(long position) {
        send(listener -> listener.onResumed(identity, attempts, position));
    }

    // Its limits

    /** Starts to watch one exchange, in place of the one before. */
    public Watch watch() throws TtsException {
        Watch opened = new Watch(this, new AbortSignal());
        watch = opened;
        check();
        return opened;
    }

    /** Throws if the call was cancelled or is out of time. */
    public void check() throws TtsException {
        if (state.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw ended(ErrorKind.CANCELLED, null);
        }
        if (total.leftNanos(System.nanoTime()) <= 0) {
            throw ended(ErrorKind.DEADLINE, null);
        }
    }

    /** Waits between two attempts; wakes up when the call is cancelled. */
    public void pause(Duration pause) throws TtsException {
        try {
            // A listener may have taken some of what was left.
            Duration left = remaining();
            total.addVirtual(
                    settings.time().sleeper().sleep(pause.compareTo(left) < 0 ? pause : left, state.cancelled()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        check();
    }

    /** Returns how much is left of the total limit. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, total.leftNanos(System.nanoTime())));
    }

    /** Called by the watchdog at each tick. */
    void tick(long nowNanos) {
        long leftNanos = total.leftNanos(nowNanos);
        if (state.isCancelled() || leftNanos <= 0) {
            giveUpWaiting();
        }
        Watch current = watch;
        if (current != null) {
            current.tick(nowNanos, leftNanos);
        }
    }

    // Its end

    /** Makes the call wait for a thread, which may never come. */
    void queue(Runnable run) {
        queued.set(run);
    }

    /** Runs the call in this thread, unless it has been run before. */
    void runQueued() {
        runQueued(false);
    }

    private void runQueued(boolean isGivenUp) {
        Runnable run = queued.getAndSet(null);
        if (run != null) {
            neverStarted = isGivenUp;
            run.run();
        }
    }

    /** Returns false if the call no longer waits for a thread, or never did. */
    boolean leaveQueue() {
        return queued.getAndSet(null) != null;
    }

    /** Runs a call that has no thread yet in one of its own, where the first check ends it. */
    private void giveUpWaiting() {
        if (queued.get() != null) {
            threads().start("call", () -> runQueued(true));
        }
    }

    boolean isCancelled() {
        return state.isCancelled();
    }

    /**
     * Cancels the call, unless it has begun to commit; returns whether it is cancelled. Returns at once: the exchange is
     * aborted in another thread.
     */
    boolean cancel() {
        if (!state.cancel()) {
            return false;
        }
        Watch current = watch;
        if (current != null) {
            current.stop(ErrorKind.CANCELLED);
        }
        giveUpWaiting();
        return true;
    }

    /**
     * Begins to commit: called right before the step that cannot be undone. Throws if the call was cancelled or is out
     * of time; after that, neither can end it any more.
     */
    public void beginCommit() throws TtsException {
        check();
        if (!state.commit()) {
            throw ended(ErrorKind.CANCELLED, null);
        }
    }

    /** Gives the future to the host, see {@link CallState#abandon}. */
    boolean abandon() {
        return state.abandon();
    }

    /** Gives the future to the call's own outcome, see {@link CallState#settle}. */
    boolean settle() {
        return state.settle();
    }

    /** Ends the total limit: a stream that the caller holds is limited by its idle time alone. */
    public void handOver(Object stream) {
        total.lift();
        leak = new LeakDetector(stream, this, watchdog.dropped());
    }

    /**
     * Ends the call and reports its end.
     *
     * @param failure why it failed; null if it succeeded
     */
    public void finish(@Nullable ErrorKind failure) {
        forget();
        reportFinished(failure);
    }

    /** Reports the outcome of the call, unless it has been reported before. */
    public void reportFinished(@Nullable ErrorKind failure) {
        if (finishReported.compareAndSet(false, true)) {
            Duration duration = total.elapsed();
            send(listener -> listener.onFinished(identity, Optional.ofNullable(failure), audioBytes.get(), duration));
        }
    }

    /** Tells whether the outcome has been reported. */
    boolean isOver() {
        return finishReported.get();
    }

    /** Reports the end of a stream that was stopped; the thread that runs any other call reports its end itself. */
    void reportStopped(ErrorKind reason) {
        if (leak != null) {
            reportFinished(reason);
        }
    }

    /** Ends the call without an event. */
    public void forget() {
        LeakDetector held = leak;
        if (held != null) {
            held.clear();
        }
        watchdog.remove(this);
        // The host may keep the future or the stream, and with it this call.
        watch = null;
    }

    // Its exceptions

    /** Creates an exception that is about no response. */
    public TtsException failure(ErrorKind kind, String message, @Nullable Throwable cause) {
        return failure(kind, message, Answer.NONE, cause);
    }

    /** Creates an exception about a response. */
    public TtsException failure(ErrorKind kind, String message, Answer answer, @Nullable Throwable cause) {
        TtsException.Builder failure = builder(kind, message, answer);
        if (cause != null) {
            failure.cause(cause);
        }
        return failure.build();
    }

    /** Starts to build an exception about a response. */
    public TtsException.Builder builder(ErrorKind kind, String message, Answer answer) {
        TtsException.Builder failure = TtsException.builder(kind, subject())
                .message(message)
                .attempts(attempts)
                .status(answer.status());
        if (answer.requestId() != null) {
            failure.requestId(answer.requestId());
        }
        return failure;
    }

    /** Returns what the call does, at the beginning of a sentence. */
    public String activity() {
        return (isWait() ? "Waiting for " : "Retrieving ") + subject().label();
    }

    /** Creates the exception for a limit that was reached, or for a call that was cancelled. */
    public TtsException ended(ErrorKind kind, @Nullable Throwable cause) {
        String what = switch (kind) {
            case CANCELLED -> "was cancelled.";
            case DEADLINE -> deadline();
            case RESPONSE_TIMEOUT ->
                "got no response within the response limit. Try again later, or raise it with"
                        + " Timeouts.withResponse(Duration).";
            case IDLE_TIMEOUT ->
                "received no byte for as long as the idle limit. Try again later, or raise it with"
                        + " Timeouts.withIdle(Duration).";
            default -> throw new IllegalArgumentException(kind.name());
        };
        return failure(kind, activity() + " " + what, cause);
    }

    private String deadline() {
        if (neverStarted) {
            return "did not start within its limit. Check the executor: it is busy with other tasks, or has dropped"
                    + " this one.";
        }
        return isWait()
                ? "took longer than the limit for a task: " + lastStatus
                        + ". Wait for it again, or raise the limit with Timeouts.withTask(Duration)."
                : "took longer than the total limit. Raise it with Timeouts.withTotal(Duration).";
    }
}
