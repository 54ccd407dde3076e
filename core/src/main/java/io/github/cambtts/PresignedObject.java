package io.github.cambtts;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run's audio in storage, for the time of one save: asks for a presigned URL when it has none, and for a fresh one when
 * storage says that it has expired.
 */
final class PresignedObject {

    /** A URL may be younger than the object's being visible everywhere. */
    private static final Duration SETTLING = Duration.ofMillis(500);

    private final Operation operation;
    private final ResultEndpoint api;
    private final Storage storage;
    private final Operation.Sleeper sleeper;

    private @Nullable URI url;
    private String etag = "";

    PresignedObject(Operation operation, ResultEndpoint api, Storage storage, Operation.Sleeper sleeper) {
        this.operation = operation;
        this.api = api;
        this.storage = storage;
        this.sleeper = sleeper;
    }

    /** Opens the object from a position on; asks for the version opened before, if it has a strong ETag. */
    Exchange open(long position) throws TtsException {
        boolean fresh = url == null;
        boolean renewed = false;
        boolean settled = false;
        while (true) {
            URI current = url == null ? mint() : url;
            try {
                return remembered(storage.open(current, position, etag, operation));
            } catch (StatusException e) {
                if (StorageError.isExpiry(e) && !renewed) {
                    url = null;
                    fresh = true;
                    renewed = true;
                } else if (StorageError.mayBeTooFresh(e) && fresh && !settled) {
                    operation.pause(SETTLING, sleeper);
                    settled = true;
                } else {
                    throw e;
                }
            }
        }
    }

    private URI mint() throws TtsException {
        URI minted = api.link(operation).url();
        url = minted;
        return minted;
    }

    private Exchange remembered(Exchange exchange) {
        if (etag.isEmpty()) {
            etag = strongEtag(exchange);
        }
        return exchange;
    }

    /** Tells whether an answer speaks of another version than the one opened before. */
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
        return exchange.header("etag").filter(value -> value.startsWith("\"")).orElse("");
    }
}
