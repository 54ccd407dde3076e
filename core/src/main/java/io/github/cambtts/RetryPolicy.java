package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import java.time.Duration;

/**
 * When a failed attempt is retried.
 *
 * <p>Failures that {@linkplain TtsException#isRetryable() may be temporary} are retried: when opening a stream, until
 * it is returned; when saving, unless bytes that were written would have to be taken back and cannot be. Before the
 * n-th retry the library waits a random time between zero and {@code baseDelay} × 2<sup>n-1</sup>, at most {@code
 * maxDelay} ("full jitter"); if {@code Retry-After} asks for a wait of at most {@code maxRetryAfter}, that much longer. A
 * wait that would exceed {@link Timeouts#total()} is not begun: the failure is thrown at once.
 *
 * <p>So n retries outlast an outage of {@code baseDelay} × (2<sup>n</sup> - 1) at most, and of half of it on average:
 * with the {@linkplain #defaults() default}, 1.5 s and 0.75 s, which is a lost connection and not a server that
 * restarts. With {@code defaults().withRetries(6)} it is 23.5 s and about 12 s, since {@code maxDelay} is 8 s.
 *
 * @param retries how many attempts may follow the first; 0 turns retrying off
 * @param baseDelay the bound of the first wait
 * @param maxDelay the bound of every wait that the server does not ask for
 * @param maxRetryAfter the bound of what the server asks for; if it asks for more, the failure is thrown at once
 */
public record RetryPolicy(int retries, Duration baseDelay, Duration maxDelay, Duration maxRetryAfter) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is negative, a delay longer than a year, or there are more than 100
     *     retries
     */
    public RetryPolicy {
        if (retries < 0 || retries > 100) {
            throw new IllegalArgumentException("The number of retries is " + retries + ". Give 0 to 100.");
        }
        check("baseDelay", baseDelay);
        check("maxDelay", maxDelay);
        check("maxRetryAfter", maxRetryAfter);
    }

    private static void check(String name, Duration delay) {
        Arguments.given(delay, name, "Give a duration of zero or more.");
        if (delay.isNegative() || delay.compareTo(Timeouts.MAX) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + delay + ". Give a duration of zero to " + Timeouts.MAX.toDays() + " days.");
        }
    }

    /**
     * Returns the policy used where none is set: 2 retries, waits of up to 0.5 s and 1 s, {@code Retry-After} up to 60
     * s.
     *
     * @return the default
     */
    public static RetryPolicy defaults() {
        return new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofSeconds(60));
    }

    /**
     * Returns a policy with a single attempt.
     *
     * @return a policy without retries
     */
    public static RetryPolicy none() {
        return defaults().withRetries(0);
    }

    /**
     * Returns this policy with another number of retries.
     *
     * @param retries how many attempts may follow the first
     * @return a new policy
     */
    public RetryPolicy withRetries(int retries) {
        return new RetryPolicy(retries, baseDelay, maxDelay, maxRetryAfter);
    }
}
