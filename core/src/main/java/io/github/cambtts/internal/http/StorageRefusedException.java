package io.github.cambtts.internal.http;

import io.github.cambtts.StatusException;

/**
 * Storage answered with an error status: the exception for the host, and the error that storage sent. Never leaves the
 * library.
 */
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
