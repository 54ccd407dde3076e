package io.github.cambtts;

import io.github.cambtts.transport.AbortSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of a host, over all its attempts: who asked for what, until when, and whether it was called off.
 *
 * <p>Used by the thread that does the call, and watched by the {@link Watchdog}. Any thread may {@link #cancel()}.
 */
final class Operation {

    private final RunId runId;
    private final Object owner;
    private final Watchdog watchdog;
    private final long startedNanos = System.nanoTime();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private volatile long totalNanos;
    private volatile @Nullable Watch watch;
    private int attempts;
    private @Nullable StreamLeak leak;

    private Operation(RunId runId, Duration total, Object owner, Watchdog watchdog) {
        this.runId = runId;
        this.owner = owner;
        this.totalNanos = total.toNanos();
        this.watchdog = watchdog;
    }

    /**
     * Starts an operation. Its end is told by {@link #finish()}.
     *
     * @param owner whose operation it is, see {@link Watchdog#cancelAll}
     */
    static Operation start(RunId runId, Duration total, Object owner, Watchdog watchdog) {
        Operation operation = new Operation(runId, total, owner, watchdog);
        watchdog.add(operation);
        return operation;
    }

    RunId runId() {
        return runId;
    }

    Object owner() {
        return owner;
    }

    int attempts() {
        return attempts;
    }

    /** Counts an attempt, if the operation may still make one. */
    void beginAttempt() throws TtsException {
        check();
        attempts++;
    }

    /** Opens the watch over one exchange; it replaces the one before. */
    Watch watch() throws TtsException {
        Watch opened = new Watch(this, new AbortSignal());
        watch = opened;
        check();
        return opened;
    }

    /** Throws if the operation was called off or is out of time. */
    void check() throws TtsException {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw failure(ErrorKind.CANCELLED, null);
        }
        if (remainingNanos() <= 0) {
            throw failure(ErrorKind.DEADLINE, null);
        }
    }

    /** Waits between two attempts; wakes up when the operation is called off. */
    void pause(Duration wait, Sleeper sleeper) throws TtsException {
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
    void handOver(AudioStream stream) {
        totalNanos = Long.MAX_VALUE;
        leak = new StreamLeak(stream, this);
    }

    void cancel() {
        cancelled.countDown();
        Watch current = watch;
        if (current != null) {
            current.stop(ErrorKind.CANCELLED);
        }
    }

    boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    void finish() {
        StreamLeak held = leak;
        if (held != null) {
            held.clear();
        }
        watchdog.remove(this);
    }

    /** Called by the watchdog, again and again. */
    void tick(long nowNanos) {
        Watch current = watch;
        if (current != null) {
            current.tick(nowNanos, totalNanos - (nowNanos - startedNanos));
        }
    }

    /** Makes the exception for a limit reached or a call called off. */
    TtsException failure(ErrorKind kind, @Nullable Throwable cause) {
        String what = switch (kind) {
            case CANCELLED -> "was cancelled.";
            case DEADLINE -> "took longer than the total limit. Raise Timeouts.total() for large files.";
            case RESPONSE_TIMEOUT ->
                "got no response within the response limit. Try again later, or raise" + " Timeouts.response().";
            case IDLE_TIMEOUT ->
                "received no byte for as long as the idle limit. Try again later, or raise" + " Timeouts.idle().";
            default -> throw new IllegalArgumentException(kind.name());
        };
        return TtsException.of(kind, "Retrieving run " + runId + " " + what, call(0, null), cause);
    }

    TtsException.Call call(int status, @Nullable String requestId) {
        return new TtsException.Call(runId, attempts, status, requestId);
    }

    /** How a pause is made; tests put a fake in its place. */
    interface Sleeper {

        Sleeper REAL = (wait, wakeUp) -> {
            wakeUp.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        };

        void sleep(Duration wait, CountDownLatch wakeUp) throws InterruptedException;
    }
}
