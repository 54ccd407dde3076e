package io.github.cambtts.internal.save;

import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.internal.http.Exchange;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.http.Storage;
import io.github.cambtts.internal.http.StorageRefusedException;
import io.github.cambtts.internal.http.UrlExpiry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's audio in storage, for the time of one save: asks for a presigned URL when it has none, and for a fresh one when
 * storage says that it has expired.
 */
public final class PresignedObject {

    /** Storage may not serve a newly linked object yet. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    /** What storages answer to a URL that has expired: Google's 400, others 401 or 403. */
    private static final Set<Integer> UNAUTHORIZED = Set.of(400, 401, 403);

    private final Operation operation;
    private final ResultEndpoint api;
    private final Storage storage;
    private final Operation.Sleeper sleeper;
    private final Clock clock;

    private @Nullable URI url;
    private String etag = "";

    public PresignedObject(
            Operation operation, ResultEndpoint api, Storage storage, Operation.Sleeper sleeper, Clock clock) {
        this.operation = operation;
        this.api = api;
        this.storage = storage;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * Opens the object from a position on; asks for the version kept before, if it has a strong ETag. A URL that has
     * expired is replaced once; if the new one has expired too, another would not help.
     */
    Exchange open(long position) throws TtsException {
        boolean fresh = url == null;
        boolean renewed = false;
        boolean settled = false;
        while (true) {
            URI current = url == null ? mint() : url;
            try {
                return storage.open(current, position, etag, operation);
            } catch (StorageRefusedException e) {
                if (!renewed && isExpiry(e, current)) {
                    url = null;
                    fresh = true;
                    renewed = true;
                } else if (mayBeTooFresh(e) && fresh && !settled) {
                    operation.pause(SETTLING, sleeper);
                    settled = true;
                } else {
                    throw e.failure();
                }
            }
        }
    }

    private URI mint() throws TtsException {
        URI minted = api.link(operation).url();
        url = minted;
        return minted;
    }

    /** The words of storages differ; that a URL is past its own expiry explains a refusal just as well. */
    private boolean isExpiry(StorageRefusedException refusal, URI refused) {
        return refusal.error().isExpiry()
                || (UNAUTHORIZED.contains(refusal.failure().status().orElse(0)) && UrlExpiry.hasPassed(refused, clock));
    }

    private static boolean mayBeTooFresh(StorageRefusedException refusal) {
        return refusal.error().mayBeTooFresh(refusal.failure().status().orElse(0));
    }

    /** Takes an answer's version for that of the bytes kept from now on. */
    void keepVersion(Exchange exchange) {
        etag = strongEtag(exchange);
    }

    /** Tells whether an answer is of the very version of the bytes kept before. */
    boolean isSameVersion(Exchange exchange) {
        return !etag.isEmpty() && strongEtag(exchange).equals(etag);
    }

    /** Tells whether an answer speaks of another version than that of the bytes kept before. */
    boolean isOtherVersion(Exchange exchange) {
        String answered = strongEtag(exchange);
        return !answered.isEmpty() && !etag.isEmpty() && !answered.equals(etag);
    }

    /** Takes whatever version comes next. */
    void forgetVersion() {
        etag = "";
    }

    /** Only a strong ETag says that the bytes are the same (RFC 9110, section 8.8.1). */
    private static String strongEtag(Exchange exchange) {
        return exchange.header("etag").filter(PresignedObject::isStrong).orElse("");
    }

    /** Other characters than visible ASCII each HTTP stack decodes in its own way, and could not send back. */
    static boolean isStrong(String etag) {
        return etag.startsWith("\"") && etag.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
