package io.github.cambtts.internal.http;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.RetryLoop;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks for a task's status until the task has ended: at once, then after 1 s, growing to 10 s. A failure that may be
 * temporary is retried like that of any call, and then does not end the wait, once the service has answered.
 */
public final class TaskWait implements RetryLoop.Attempt<TaskStatus> {

    private static final double FIRST_PAUSE_MILLIS = 1_000;
    private static final double MAX_PAUSE_MILLIS = 10_000;
    private static final double GROWTH = 1.5;

    /** How much of a pause is random, so that many waits that began together do not ask together. */
    private static final double JITTER = 0.25;

    private final Call call;
    private final ResultEndpoint api;
    private final RetryPolicy policy;
    private double pauseMillis = FIRST_PAUSE_MILLIS;

    public TaskWait(Call call, ResultEndpoint api) {
        this.call = call;
        this.api = api;
        this.policy = call.settings().retryPolicy();
    }

    /** Waits; the limit is that of the call. */
    public RunId await() throws TtsException {
        RetryLoop retries = new RetryLoop(call);
        while (true) {
            TaskStatus status = retries.run(this);
            if (status.runId().isPresent()) {
                return status.runId().get();
            }
            Duration asked = status.retryAfter();
            Duration pause = pause(asked.compareTo(policy.maxRetryAfter()) > 0 ? policy.maxRetryAfter() : asked);
            call.pending(status.word(), pause);
            call.pause(pause);
        }
    }

    @Override
    public TaskStatus run() throws TtsException {
        return api.task();
    }

    @Override
    public Optional<Duration> waitBeyondPolicy(TtsException failure) {
        Duration asked = failure instanceof StatusException refused
                ? refused.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        return call.isAnswered()
                        && failure.isRetryable()
                        && asked.compareTo(policy.maxRetryAfter()) <= 0
                        && asked.compareTo(call.remaining()) < 0
                ? Optional.of(pause(asked))
                : Optional.empty();
    }

    /** Returns the next pause: at least as long as asked, and never beyond the limit. */
    private Duration pause(Duration asked) {
        Duration own = Duration.ofMillis((long)
                (pauseMillis * (1 - JITTER * call.settings().time().random().getAsDouble())));
        pauseMillis = Math.min(pauseMillis * GROWTH, MAX_PAUSE_MILLIS);
        Duration pause = own.compareTo(asked) < 0 ? asked.plus(own.dividedBy(4)) : own;
        Duration left = call.remaining();
        return pause.compareTo(left) < 0 ? pause : left;
    }
}
