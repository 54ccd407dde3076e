package io.github.cambtts;

/** Storage answered with an error: what a host is told of it, and what storage itself said. Never leaves the library. */
final class StorageRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient ErrorAnswer.Refusal refusal;

    StorageRefusedException(ErrorAnswer.Refusal refusal) {
        super(null, null, false, false);
        this.refusal = refusal;
    }

    StatusException failure() {
        return refusal.failure();
    }

    StorageError error() {
        return refusal.storageError();
    }
}
