package io.github.cambtts.internal.http;

import io.github.cambtts.StatusException;

/**
 * Storage answered with an error status: the exception for the host, and the error that storage sent. Never leaves the
 * library.
 */
public final class StorageRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorResponse response;

    StorageRefusedException(ErrorResponse response) {
        super(null, null, false, false);
        this.response = response;
    }

    public StatusException failure() {
        return response.failure();
    }

    public StorageError error() {
        return response.storageError();
    }
}
