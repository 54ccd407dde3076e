package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import java.time.Duration;

/**
 * How long a call may take. Every limit is positive and enforced to within 250 ms. The first calls of a JVM may take
 * some hundred milliseconds more: its classes are loaded then, which nothing can interrupt.
 *
 * @param connect for setting up a connection, TLS handshake included
 * @param response from sending a request to the end of the response's headers
 * @param idle between two reads that bring bytes; time that the caller of a stream takes does not count
 * @param total for a save or a link, all its attempts and pauses included, and for a stream until it is returned
 * @param task for waiting until a task has finished, in place of {@code total}
 */
public record Timeouts(Duration connect, Duration response, Duration idle, Duration total, Duration task) {

    /** The longest limit or delay; it fits into a {@code long} of nanoseconds. */
    static final Duration MAX = Duration.ofDays(365);

    private static final Duration DEFAULT_TASK = Duration.ofMinutes(15);

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is null, zero, negative, or longer than a year
     */
    public Timeouts {
        check("connect", connect);
        check("response", response);
        check("idle", idle);
        check("total", total);
        check("task", task);
    }

    /**
     * Creates limits with the default one for a task.
     *
     * @param connect for setting up a connection
     * @param response until the end of the response's headers
     * @param idle between two reads that bring bytes
     * @param total for the whole call
     * @throws IllegalArgumentException if one is null, zero, negative, or longer than a year
     */
    public Timeouts(Duration connect, Duration response, Duration idle, Duration total) {
        this(connect, response, idle, total, DEFAULT_TASK);
    }

    /**
     * Returns the limits used where none are set: 10 s to connect, 60 s for the response, 60 s idle, 1 h in total, 15
     * minutes for a task.
     *
     * @return the defaults
     */
    public static Timeouts defaults() {
        return new Timeouts(
                Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofHours(1));
    }

    /**
     * Returns these limits with another one for setting up a connection.
     *
     * @param connect the limit
     * @return new limits
     */
    public Timeouts withConnect(Duration connect) {
        return new Timeouts(connect, response, idle, total, task);
    }

    /**
     * Returns these limits with another one for the response's headers.
     *
     * @param response the limit
     * @return new limits
     */
    public Timeouts withResponse(Duration response) {
        return new Timeouts(connect, response, idle, total, task);
    }

    /**
     * Returns these limits with another one between bytes.
     *
     * @param idle the limit
     * @return new limits
     */
    public Timeouts withIdle(Duration idle) {
        return new Timeouts(connect, response, idle, total, task);
    }

    /**
     * Returns these limits with another one for the whole call.
     *
     * @param total the limit
     * @return new limits
     */
    public Timeouts withTotal(Duration total) {
        return new Timeouts(connect, response, idle, total, task);
    }

    /**
     * Returns these limits with another one for waiting until a task has finished.
     *
     * @param task the limit
     * @return new limits
     */
    public Timeouts withTask(Duration task) {
        return new Timeouts(connect, response, idle, total, task);
    }

    private static void check(String name, Duration limit) {
        Arguments.given(limit, name, "Give a duration above zero, such as Duration.ofSeconds(10).");
        if (limit.isZero() || limit.isNegative() || limit.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("The " + name + " timeout is " + limit
                    + ". Give a duration above zero and of at most " + MAX.toDays() + " days.");
        }
    }
}
