package io.github.cambtts.internal.call;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The only place that retries; makes the attempts of one call. */
public final class RetryLoop {

    /** As many as a policy allows retries. */
    private static final int MAX_SUPPRESSED = 100;

    private final Call call;
    private final RetryPolicy policy;

    public RetryLoop(Call call) {
        this.call = call;
        this.policy = call.settings().retryPolicy();
    }

    /**
     * Makes attempts until one succeeds or none may follow; earlier failures are suppressed in the one that is thrown.
     */
    public <T> T run(Attempt<T> attempt) throws TtsException {
        List<TtsException> earlier = new ArrayList<>(0);
        try {
            for (int failures = 1; ; failures++) {
                call.beginAttempt();
                try {
                    return attempt.run();
                } catch (TtsException e) {
                    Optional<Duration> wait = attempt.isRepeatable()
                            ? waitAfter(e, failures).or(() -> attempt.waitBeyondPolicy(e))
                            : Optional.empty();
                    call.attemptFailed(e.kind(), wait);
                    if (wait.isEmpty()) {
                        return attempt.settle(e);
                    }
                    if (earlier.size() == MAX_SUPPRESSED) {
                        earlier.remove(0);
                    }
                    earlier.add(e);
                    call.pause(wait.get());
                }
            }
        } catch (TtsException e) {
            earlier.forEach(e::addSuppressed);
            throw e;
        }
    }

    /** Returns how long to wait before the next attempt, or nothing if there is to be none. */
    private Optional<Duration> waitAfter(TtsException failure, int failures) {
        if (!failure.isRetryable() || failures > policy.retries()) {
            return Optional.empty();
        }
        Optional<Duration> asked =
                failure instanceof StatusException answered ? answered.retryAfter() : Optional.empty();
        if (asked.isPresent() && asked.get().compareTo(policy.maxRetryAfter()) > 0) {
            return Optional.empty();
        }
        // Callers that were refused at the same moment do not come back at the same moment.
        Duration wait = asked.orElse(Duration.ZERO).plus(jitter(failures));
        return wait.compareTo(call.remaining()) < 0 ? Optional.of(wait) : Optional.empty();
    }

    private Duration jitter(int failures) {
        double bound = Math.min(millis(policy.baseDelay()) * Math.pow(2, failures - 1.0), millis(policy.maxDelay()));
        return Duration.ofMillis((long) (bound * call.settings().time().random().getAsDouble()));
    }

    /** Like {@link Duration#toMillis()}, but never overflows. */
    private static double millis(Duration duration) {
        return duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    }

    /** One attempt at something. */
    public interface Attempt<T> {

        public T run() throws TtsException;

        /** Tells, after a failure, whether another attempt could succeed. */
        default boolean isRepeatable() {
            return true;
        }

        /** Returns how long to wait after a failure that the policy does not repeat; absent to end the loop. */
        default Optional<Duration> waitBeyondPolicy(TtsException failure) {
            return Optional.empty();
        }

        /** Returns what the caller accepts after the last failure; throws the failure if there is nothing. */
        default T settle(TtsException failure) throws TtsException {
            throw failure;
        }
    }
}
