package io.github.cambtts;

import io.github.cambtts.internal.Arguments;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A presigned URL of a run's audio. Who has the URL has the audio until it expires.
 *
 * <p>Immutable. {@code toString} shows the URL without its query, which holds the signature.
 */
public final class AudioLink implements AudioResult {

    private final RunId runId;
    private final URI url;
    private final Optional<String> requestId;

    AudioLink(RunId runId, URI url, Optional<String> requestId) {
        this.runId = runId;
        this.url = url;
        this.requestId = requestId;
    }

    /**
     * Creates a link as the API would give it: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param runId the run
     * @param url the presigned URL
     * @return the link
     */
    public static AudioLink of(RunId runId, URI url) {
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        Arguments.given(url, "url", "Give one such as URI.create(\"https://storage.example/a.flac\").");
        return new AudioLink(runId, url, Optional.empty());
    }

    @Override
    public RunId runId() {
        return runId;
    }

    @Override
    public Optional<String> requestId() {
        return requestId;
    }

    /**
     * Returns the presigned URL, signature included.
     *
     * @return an absolute URL
     */
    public URI url() {
        return url;
    }

    /**
     * Returns when the URL expires, as its query tells. This is an upper bound: a URL signed with temporary credentials
     * may end before.
     *
     * @return the instant, absent where the URL does not tell
     */
    public Optional<Instant> expiresAt() {
        return UrlExpiry.of(url);
    }

    /**
     * Tells whether the URL has expired.
     *
     * @param clock tells the time
     * @return whether its expiry is known and not after the clock's time
     */
    public boolean isExpired(Clock clock) {
        Arguments.given(clock, "clock", "Give one such as Clock.systemUTC().");
        return expiresAt().filter(expiry -> !expiry.isAfter(clock.instant())).isPresent();
    }

    /** Shows the run and the URL without its query. */
    @Override
    public String toString() {
        return "AudioLink[run " + runId + ", " + PresignedUrl.withoutQuery(url) + "]";
    }
}
