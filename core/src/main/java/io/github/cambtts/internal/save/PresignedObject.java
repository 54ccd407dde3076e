package io.github.cambtts.internal.save;

import io.github.cambtts.AudioLink;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.http.Exchange;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.http.Storage;
import io.github.cambtts.internal.http.StorageRefusedException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run's audio in storage, for the time of one save: asks for a presigned URL when it has none, and for a new one when
 * it has expired.
 */
final class PresignedObject {

    /** Storage may not serve a newly linked object yet. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    /** The statuses for a URL that has expired: Google's storage sends 400, others 401 or 403. */
    private static final Set<Integer> UNAUTHORIZED = Set.of(400, 401, 403);

    private final Call call;
    private final ResultEndpoint api;
    private final Storage storage;

    private @Nullable AudioLink link;
    private String etag = "";
    private String lastModified = "";

    PresignedObject(Call call, ResultEndpoint api, Storage storage) {
        this.call = call;
        this.api = api;
        this.storage = storage;
    }

    /**
     * Opens the object from a position on; asks for the version kept before, if it has a strong ETag. A URL that has
     * expired is replaced once; if the new one has expired too, another would not help.
     */
    Exchange open(long position) throws TtsException {
        boolean fresh = link == null;
        boolean renewed = false;
        boolean settled = false;
        while (true) {
            AudioLink current = link == null ? mint() : link;
            try {
                return storage.open(current.url(), position, isStrong(etag) ? etag : "");
            } catch (StorageRefusedException e) {
                if (!renewed && isExpiry(e, current)) {
                    link = null;
                    fresh = true;
                    renewed = true;
                } else if (mayBeTooNew(e) && fresh && !settled) {
                    call.pause(SETTLING);
                    settled = true;
                } else {
                    throw e.failure();
                }
            }
        }
    }

    private AudioLink mint() throws TtsException {
        AudioLink minted = api.link();
        link = minted;
        return minted;
    }

    /** Storages report expiry in different words; a URL that is past its own expiry explains a refusal too. */
    private boolean isExpiry(StorageRefusedException refusal, AudioLink refused) {
        return refusal.error().isExpiry()
                || (UNAUTHORIZED.contains(refusal.failure().status().orElse(0))
                        && refused.isExpired(call.settings().time().clock()));
    }

    private static boolean mayBeTooNew(StorageRefusedException refusal) {
        return refusal.error().mayBeTooNew(refusal.failure().status().orElse(0));
    }

    /** Keeps the version of a response as that of the received bytes. */
    void keepVersion(Exchange exchange) {
        etag = etag(exchange);
        lastModified = lastModified(exchange);
    }

    /** Tells whether a response has the same version as the received bytes: only a strong ETag proves that. */
    boolean isSameVersion(Exchange exchange) {
        return isStrong(etag) && etag(exchange).equals(etag);
    }

    /** Tells whether a response has another version: their ETags differ, weak or not, or without ETags their dates. */
    boolean isOtherVersion(Exchange exchange) {
        String answered = etag(exchange);
        boolean hasEtags = !answered.isEmpty() && !etag.isEmpty();
        return hasEtags ? !opaqueTag(answered).equals(opaqueTag(etag)) : differ(lastModified(exchange), lastModified);
    }

    private static boolean differ(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    private static String lastModified(Exchange exchange) {
        return exchange.header("last-modified").orElse("");
    }

    /** Accepts any version from now on. */
    void forgetVersion() {
        etag = "";
        lastModified = "";
    }

    /** Returns the ETag of a response (RFC 9110, section 8.8.3), empty if it has none of visible ASCII. */
    private static String etag(Exchange exchange) {
        return exchange.header("etag").filter(etag -> isStrong(opaqueTag(etag))).orElse("");
    }

    private static String opaqueTag(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    /** HTTP stacks decode other characters than visible ASCII differently, and could not send them back. */
    static boolean isStrong(String etag) {
        return etag.startsWith("\"") && etag.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
