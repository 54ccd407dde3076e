package io.github.cambtts.internal.http;

import io.github.cambtts.StatusException;

/** Storage answered with an error: what a host is told of it, and what storage itself said. Never leaves the library. */
public final class StorageRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorResponseReader.Refusal refusal;

    StorageRefusedException(ErrorResponseReader.Refusal refusal) {
        super(null, null, false, false);
        this.refusal = refusal;
    }

    public StatusException failure() {
        return refusal.failure();
    }

    public StorageError error() {
        return refusal.storageError();
    }
}
