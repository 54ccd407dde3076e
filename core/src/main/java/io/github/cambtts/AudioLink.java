package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * A presigned URL of a run's audio. Anyone who has the URL can fetch the audio until the URL expires.
 *
 * <p>{@link TtsResults} returns no URL that leads into the host's own network. A URL is refused with {@link
 * ErrorKind#UNSAFE_URL} unless it is an absolute {@code https} URL without a user name (or {@code http}, if the API's
 * base URL is too) whose host {@link URI} can parse, whose port is 1 to 65535, and whose host is none of these:
 *
 * <ul>
 *   <li>link-local (169.254.0.0/16, fe80::/10), multicast (224.0.0.0/4, ff00::/8) and reserved (240.0.0.0/4, 192.0.0.0/24,
 *       IPv6 other than global unicast) addresses, the names and addresses of clouds' metadata services, names that only some
 *       systems give themselves (such as {@code ip6-localhost}), and IPv4 addresses in any form but four decimal
 *       numbers: always refused;
 *   <li>this machine (127.0.0.0/8, 0.0.0.0/8, ::1, ::, {@code localhost} and the names below it), unless the API's own
 *       host is this machine;
 *   <li>private networks (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 198.18.0.0/15, fc00::/7,
 *       fec0::/10), unless the API's own host is in one.
 * </ul>
 *
 * <p>An IPv4-mapped address (::ffff:0:0/96) counts as the IPv4 address. Any other IPv6 address that embeds an IPv4
 * address is refused unless that is a public one. The same rule applies to the redirects of storage that a save follows
 * ({@link ErrorKind#UNEXPECTED_REDIRECT}). Only the text of the host is checked, and no name is resolved: a name that
 * resolves to a private address is accepted. To rule that out, send the requests through a proxy that checks addresses.
 *
 * <p>Immutable. {@code toString} shows nothing of the URL after its host: whoever has its path and query has the audio.
 */
public final class AudioLink implements AudioResult {

    private final RunId runId;
    private final URI url;
    private final Optional<String> requestId;

    private AudioLink(RunId runId, URI url, Optional<String> requestId) {
        this.runId = runId;
        this.url = url;
        this.requestId = requestId;
    }

    /**
     * Creates a link like one from the API, with the id of the request: for other implementations of {@link
     * TtsResults}.
     *
     * @param runId the run
     * @param url the presigned URL
     * @param requestId the id that the server gave the request, if it gave one
     * @return the link
     * @throws IllegalArgumentException if the URL is not absolute
     */
    public static AudioLink of(RunId runId, URI url, Optional<String> requestId) {
        requireNonNull(runId, "runId");
        requireNonNull(url, "url");
        requireNonNull(requestId, "requestId");
        if (!url.isAbsolute() || url.isOpaque()) {
            throw new IllegalArgumentException("url is not an absolute URL, such as https://storage.example/a.flac.");
        }
        return new AudioLink(runId, url, requestId);
    }

    /**
     * Creates a link like one from the API: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param runId the run
     * @param url the presigned URL
     * @return the link
     * @throws IllegalArgumentException if the URL is not absolute
     */
    public static AudioLink of(RunId runId, URI url) {
        return of(runId, url, Optional.empty());
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
     * Returns the presigned URL, signature included. {@link TtsResults} gives it in ASCII: other characters of the API's
     * answer are percent-encoded (RFC 3987, section 3.1), nothing else is changed.
     *
     * @return an absolute URL
     */
    public URI url() {
        return url;
    }

    /**
     * Returns when the URL expires, according to its query. This is an upper bound: a URL signed with temporary
     * credentials may expire earlier.
     *
     * @return the instant; absent if the query does not contain it
     */
    public Optional<Instant> expiresAt() {
        return UrlExpiry.of(url);
    }

    /**
     * Tells whether the URL has expired.
     *
     * @param clock the clock to compare with
     * @return whether its expiry is known and not after the clock's time
     */
    public boolean isExpired(Clock clock) {
        requireNonNull(clock, "clock");
        return UrlExpiry.hasPassed(url, clock);
    }

    /** Shows the run, and of the URL only the scheme and the host. */
    @Override
    public String toString() {
        return "AudioLink[run " + runId + ", " + url.getScheme() + "://" + url.getHost()
                + (url.getPort() < 0 ? "" : ":" + url.getPort()) + "/[hidden]]";
    }
}
