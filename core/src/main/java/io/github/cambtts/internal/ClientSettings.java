package io.github.cambtts.internal;

import io.github.cambtts.CallListener;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.Timeouts;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.internal.time.VirtualTime;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with.
 *
 * @param apiKey the API key
 * @param baseUrl the API's base URL, without a slash at its end
 * @param timeouts the limits of time
 * @param retryPolicy when a failed attempt is made again
 * @param maxAudioBytes how much audio is accepted
 * @param executor where the asynchronous calls run; null for a thread each
 * @param listener receives the events of calls; null if there is none
 * @param proxy the proxy of the network settings
 * @param clock the wall clock
 * @param sleeper pauses between two attempts
 * @param random numbers from 0 to 1
 */
public record ClientSettings(
        String apiKey,
        URI baseUrl,
        Timeouts timeouts,
        RetryPolicy retryPolicy,
        long maxAudioBytes,
        @Nullable Executor executor,
        @Nullable CallListener listener,
        Optional<InetSocketAddress> proxy,
        Clock clock,
        Operation.Sleeper sleeper,
        DoubleSupplier random) {

    /** Creates settings with the system clock, real pauses and real random numbers. */
    public static ClientSettings of(
            String apiKey,
            URI baseUrl,
            Timeouts timeouts,
            RetryPolicy retryPolicy,
            long maxAudioBytes,
            @Nullable Executor executor,
            @Nullable CallListener listener,
            Optional<InetSocketAddress> proxy) {
        return new ClientSettings(
                apiKey,
                baseUrl,
                timeouts,
                retryPolicy,
                maxAudioBytes,
                executor,
                listener,
                proxy,
                Clock.systemUTC(),
                Operation.Sleeper.REAL,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Returns these settings with a virtual time: a pause moves it forward, takes no real time, and is not
     * random, so that a test sees the same pauses each time.
     */
    ClientSettings withTime(VirtualTime time) {
        Operation.Sleeper elapsing = (pause, wakeUp) -> {
            time.elapse(pause);
            return pause.toNanos();
        };
        return new ClientSettings(
                apiKey,
                baseUrl,
                timeouts,
                retryPolicy,
                maxAudioBytes,
                executor,
                listener,
                proxy,
                time.clock(),
                elapsing,
                () -> 0);
    }

    /** Shows everything but the key. */
    @Override
    public String toString() {
        return "ClientSettings[" + baseUrl + ", " + timeouts + ", " + retryPolicy + "]";
    }
}
