package io.github.cambtts.internal.call;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.Timeouts;
import java.util.List;
import java.util.Map;

/**
 * What applies to one call: its own options and, where it has none, those of its client.
 *
 * @param timeouts the limits of time
 * @param retryPolicy when a failed attempt is made again
 * @param maxAudioBytes how much audio is accepted
 * @param headers what the host adds to requests to the API
 * @param listeners receive the events of the call
 * @param time the clock, the pauses and the random numbers
 */
public record CallSettings(
        Timeouts timeouts,
        RetryPolicy retryPolicy,
        long maxAudioBytes,
        Map<String, String> headers,
        List<SafeListener> listeners,
        Time time) {}
