package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Options of one call, which replace those that {@link TtsResultsBuilder} set for all calls. Immutable.
 */
public final class CallOptions {

    private static final CallOptions DEFAULTS = new CallOptions(null, null, null, Map.of(), null);

    private final @Nullable Timeouts timeouts;
    private final @Nullable RetryPolicy retryPolicy;
    private final @Nullable Long maxAudioBytes;
    private final Map<String, String> headers;
    private final @Nullable CallListener listener;

    private CallOptions(
            @Nullable Timeouts timeouts,
            @Nullable RetryPolicy retryPolicy,
            @Nullable Long maxAudioBytes,
            Map<String, String> headers,
            @Nullable CallListener listener) {
        this.timeouts = timeouts;
        this.retryPolicy = retryPolicy;
        this.maxAudioBytes = maxAudioBytes;
        this.headers = headers;
        this.listener = listener;
    }

    /**
     * Returns the options used where none are given: everything is as set for the client.
     *
     * @return the defaults
     */
    public static CallOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these options with time limits.
     *
     * @param limits the limits, in place of the client's
     * @return new options
     */
    public CallOptions withTimeouts(Timeouts limits) {
        requireNonNull(limits, "limits");
        return new CallOptions(limits, retryPolicy, maxAudioBytes, headers, listener);
    }

    /**
     * Returns these options with a retry policy.
     *
     * @param policy when a failed attempt is retried, in place of the client's
     * @return new options
     */
    public CallOptions withRetryPolicy(RetryPolicy policy) {
        requireNonNull(policy, "policy");
        return new CallOptions(timeouts, policy, maxAudioBytes, headers, listener);
    }

    /**
     * Returns these options with a limit on the audio's length: longer audio is {@link ErrorKind#UNEXPECTED_CONTENT}.
     *
     * @param bytes the limit, above zero, in place of the client's
     * @return new options
     * @throws IllegalArgumentException if it is not above zero
     */
    public CallOptions withMaxAudioBytes(long bytes) {
        return new CallOptions(timeouts, retryPolicy, aboveZero(bytes), headers, listener);
    }

    static long aboveZero(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("maxAudioBytes is " + bytes + ". Give a number above zero.");
        }
        return bytes;
    }

    /**
     * Returns these options with one more header, such as {@code traceparent}. It is sent with every request of the
     * call to the API, and never to storage, whose presigned URLs may not allow it. It is not hidden: put no secret in
     * it.
     *
     * @param name the header's name, a token (RFC 9110, section 5.6.2); one that is there already, in any case, is
     *     replaced
     * @param value its value: visible ASCII characters, with spaces and tabs between them; may be empty
     * @return new options
     * @throws IllegalArgumentException if they cannot be sent, or if the header is one that this library, the HTTP
     *     stack or a proxy sets, or that would change the response: {@code x-api-key}, {@code accept}, {@code range},
     *     {@code cookie}, {@code authorization}, {@code content-…}, {@code if-…}, {@code proxy-…} and similar ones. The
     *     message never contains the value
     */
    public CallOptions withHeader(String name, String value) {
        return withHeaders(Map.of(requireNonNull(name, "name"), requireNonNull(value, "value")));
    }

    /**
     * Returns these options with more headers.
     *
     * @param more values by name, as for {@link #withHeader}
     * @return new options
     * @throws IllegalArgumentException as {@link #withHeader} does
     */
    public CallOptions withHeaders(Map<String, String> more) {
        requireNonNull(more, "more");
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        more.forEach((name, value) -> {
            ExtraHeaders.check(name, value);
            all.remove(name);
            all.put(name, value);
        });
        return new CallOptions(timeouts, retryPolicy, maxAudioBytes, Collections.unmodifiableMap(all), listener);
    }

    /**
     * Returns these options with a listener.
     *
     * @param callListener receives this call's events, in addition to the client's listener
     * @return new options
     */
    public CallOptions withListener(CallListener callListener) {
        requireNonNull(callListener, "callListener");
        return new CallOptions(timeouts, retryPolicy, maxAudioBytes, headers, callListener);
    }

    /**
     * Returns the time limits.
     *
     * @return the limits; absent if the client's apply
     */
    public Optional<Timeouts> timeouts() {
        return Optional.ofNullable(timeouts);
    }

    /**
     * Returns the retry policy.
     *
     * @return the policy; absent if the client's applies
     */
    public Optional<RetryPolicy> retryPolicy() {
        return Optional.ofNullable(retryPolicy);
    }

    /**
     * Returns how much audio is accepted.
     *
     * @return the limit in bytes; absent if the client's applies
     */
    public OptionalLong maxAudioBytes() {
        return maxAudioBytes == null ? OptionalLong.empty() : OptionalLong.of(maxAudioBytes);
    }

    /**
     * Returns the headers that are sent to the API in addition to the library's own.
     *
     * @return values by name; unmodifiable
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * Returns the listener of this call alone.
     *
     * @return the listener, if there is one
     */
    public Optional<CallListener> listener() {
        return Optional.ofNullable(listener);
    }

    /** Shows everything but the headers' values and the listener. */
    @Override
    public String toString() {
        return "CallOptions[timeouts=" + timeouts + ", retryPolicy=" + retryPolicy + ", maxAudioBytes=" + maxAudioBytes
                + ", headers=" + headers.keySet() + "]";
    }
}
