package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import java.time.Duration;
import java.util.Optional;

/**
 * Receives what happens in calls: for metrics, traces and logs. Set for every call by
 * {@link TtsResultsBuilder#listener}, for one call by {@link CallOptions#withListener}; where both are set, both are told,
 * the client's first.
 *
 * <p>A call makes one <em>attempt</em> or, as its {@link RetryPolicy} allows, several. An attempt of a save may take several
 * requests: after a connection broke it asks the API for a presigned URL and storage for the rest, and storage may redirect.
 * So there may be any number of {@linkplain #onResponse responses} in an attempt. The events of a call come in this order:
 *
 * <pre>
 * ( onAttempt  onResponse*  onResumed?  onResponse*  onAttemptFailed? )*  onFinished
 * </pre>
 *
 * <p>{@link #onFinished} comes once, after everything else, for every call that did not end with an
 * {@link IllegalArgumentException} or an {@link IllegalStateException}: before the method returns or throws, or before its
 * future completes where the call itself completes it. Of a call that returns an {@link AudioStream} it comes when the
 * stream has ended, failed, or been aborted or closed, or was dropped without being closed.
 *
 * <p>No event holds the API key, the value of a header, a URL, or anything else that the server said but its status.
 *
 * <p>Events of one call never come at once; those of several calls do, so a listener that is shared must be thread-safe. They
 * come in the thread that does the call, that reads or closes the stream, or in one that is made for the event; never in one
 * that another call waits for. A listener that is slow delays its own call, which no limit but {@link Timeouts#total()}
 * counts. What it throws is logged once, as a warning of the logger {@code io.github.cambtts}, and changes nothing: the
 * listener is told of the next event.
 *
 * <p>The library's own listener writes a line for each event to the {@link System.Logger} named
 * {@code io.github.cambtts.calls} at level {@code DEBUG}, which is off unless the host turns it on.
 */
public interface CallListener {

    /** What a call is for. */
    enum Purpose {
        /** Opening a stream, by {@code open} or {@code fetch}. */
        OPEN,
        /** Asking for a presigned URL, by {@code link} or {@code fetch}. */
        LINK,
        /** Saving, by {@code save} or {@code saveTo}. */
        SAVE
    }

    /** Who answered a request. */
    enum Origin {
        /** The CAMB.AI API, at the base URL. */
        API,
        /** The storage behind presigned URLs. */
        STORAGE
    }

    /**
     * Which call an event is about. No two calls in this JVM are equal, so that a listener can keep what belongs to a call,
     * such as a span, in a map.
     *
     * @param number the calls of this JVM counted from 1 on
     * @param runId the run
     * @param purpose what the call is for
     */
    record Call(long number, RunId runId, Purpose purpose) {

        /**
         * Checks that nothing is missing.
         *
         * @param number the value for the {@code number} record component
         * @param runId the value for the {@code runId} record component
         * @param purpose the value for the {@code purpose} record component
         * @throws IllegalArgumentException if a component is null
         */
        public Call {
            Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
            Arguments.given(purpose, "purpose", "Give one such as Purpose.SAVE.");
        }
    }

    /**
     * An attempt begins.
     *
     * @param call the call
     * @param attempt which attempt it is, from 1 on
     */
    default void onAttempt(Call call, int attempt) {}

    /**
     * The headers of a response have come, whatever its status. A proxy's 407 is not one of these.
     *
     * @param call the call
     * @param attempt the attempt
     * @param origin who answered
     * @param status the status code
     * @param duration from when the request was begun, connecting included, until the headers were there
     */
    default void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {}

    /**
     * A save goes on where a connection broke: the rest that storage sends belongs to what is there.
     *
     * @param call the call
     * @param attempt the attempt
     * @param position how many bytes are there, which is the position of the first new one; up to 64 KiB before it were
     *     fetched again and compared
     */
    default void onResumed(Call call, int attempt, long position) {}

    /**
     * An attempt failed.
     *
     * @param call the call
     * @param attempt the attempt
     * @param kind what went wrong
     * @param retryIn how long the call waits until it makes the next attempt; absent if it makes none
     */
    default void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {}

    /**
     * The call is over.
     *
     * @param call the call
     * @param failure what went wrong; absent if the caller has got what it asked for. A stream that is closed before its end
     *     is {@link ErrorKind#CANCELLED}, as is a call that was ended by an {@link Error} or by an unchecked exception of the
     *     host's code, but for what a save's target throws, which is {@link ErrorKind#FILE}
     * @param bytes how many bytes of audio were received: by a save over all its attempts, by a stream as far as it was
     *     read. Bytes beyond the byte limit count, though the caller does not get them
     * @param duration since the call was begun
     */
    default void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {}
}
