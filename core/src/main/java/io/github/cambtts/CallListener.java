package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import java.time.Duration;
import java.util.Optional;

/**
 * Receives the events of calls, for metrics, traces and logs. Set for every call by {@link TtsResultsBuilder#listener},
 * for one call by {@link CallOptions#withListener}; if both are set, both are called, the client's first.
 *
 * <p>A call makes one <em>attempt</em> or, as its {@link RetryPolicy} allows, several. An attempt of a save may need
 * several requests: after a connection broke, it asks the API for a presigned URL and storage for the rest, and storage
 * may redirect. So an attempt may have any number of {@linkplain #onResponse responses}. The events of a call come in
 * this order:
 *
 * <pre>
 * ( onAttempt  onResponse*  onResumed?  onResponse*  ( onAttemptFailed | onPending )? )*  onFinished
 * </pre>
 *
 * <p>Waiting for a task is one call. Each time that it asks for the task's status is an attempt.
 *
 * <p>{@link #onFinished} comes once, after everything else, for every call that did not end with an {@link
 * IllegalArgumentException} or an {@link IllegalStateException}: before the method returns or throws, or before its
 * future completes where the call itself completes it. For a call that returns an {@link AudioStream} it comes when the
 * stream has ended, failed, or been aborted or closed, or was dropped without being closed.
 *
 * <p>No event contains the API key, the value of a header, a URL, or anything that the server sent except its status
 * code.
 *
 * <p>Events of one call never run concurrently; those of different calls do, so a shared listener must be thread-safe.
 * They run in the thread that makes the call, in the thread that reads or closes the stream, or in a thread created for
 * the event; never in a thread that another call waits for. A slow listener delays its own call; of the limits, only
 * {@link Timeouts#total()} includes that time. The first exception that it throws is logged as a warning of the logger
 * {@code io.github.cambtts}; apart from that, exceptions change nothing, and the listener still receives later events.
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
        SAVE,
        /** Waiting for a task, by {@code await}. */
        WAIT
    }

    /** Who answered a request. */
    enum Origin {
        /** The CAMB.AI API, at the base URL. */
        API,
        /** The storage behind presigned URLs. */
        STORAGE
    }

    /**
     * Which call an event is about. No two calls in this JVM are equal, so that it can be the key of a map, for example
     * of spans.
     *
     * @param number the number of the call in this JVM, from 1
     * @param subject the run, or the task that the call waits for
     * @param purpose what the call is for
     */
    record Call(long number, CallSubject subject, Purpose purpose) {

        /**
         * Checks that nothing is missing.
         *
         * @throws IllegalArgumentException if a component is null
         */
        public Call {
            Arguments.given(subject, "subject", "Give one such as RunId.of(12345).");
            Arguments.given(purpose, "purpose", "Give one such as Purpose.SAVE.");
        }
    }

    /**
     * An attempt begins.
     *
     * @param call the call
     * @param attempt the number of the attempt, from 1
     */
    default void onAttempt(Call call, int attempt) {}

    /**
     * The headers of a response have arrived, whatever its status. A proxy's 407 is not one of these.
     *
     * @param call the call
     * @param attempt the attempt
     * @param origin who answered
     * @param status the status code
     * @param duration from the start of the request, connecting included, until the headers arrived
     */
    default void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {}

    /**
     * A save resumes after a broken connection: the bytes that storage sends continue those that were received before.
     *
     * @param call the call
     * @param attempt the attempt
     * @param position how many bytes were received before, which is the position of the first new one; up to 64 KiB
     *     before it were fetched again and compared
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
     * The task that the call waits for has not finished.
     *
     * @param call the call
     * @param attempt the attempt, which has got an answer
     * @param askedAgainIn how long the call pauses until it makes the next attempt, or until its limit if that is sooner
     */
    default void onPending(Call call, int attempt, Duration askedAgainIn) {}

    /**
     * The call is over.
     *
     * @param call the call
     * @param failure what went wrong; absent if the call succeeded. A stream that is closed before its end is {@link
     *     ErrorKind#CANCELLED}, as is a call that was ended by an {@link Error} or by an unchecked exception of the
     *     host's code; an exception of a save's target is {@link ErrorKind#FILE}
     * @param bytes how many bytes of audio were received: by a save over all its attempts, by a stream as far as it was
     *     read. Bytes over the byte limit are included, although the caller does not receive them
     * @param duration since the call began
     */
    default void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {}
}
