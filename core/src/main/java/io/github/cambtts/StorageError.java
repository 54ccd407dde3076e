package io.github.cambtts;

/** What the errors of storage mean; S3's and its like's, as their XML tells by code and message. */
final class StorageError {

    private StorageError() {}

    /** Tells whether the URL has expired; a wrong signature, which has the same status, does not count. */
    static boolean isExpiry(StatusException e) {
        String said = e.serverMessage();
        return said.startsWith("ExpiredToken")
                || said.startsWith("AccessDenied: Request has expired")
                || said.startsWith("RequestExpired");
    }

    /** Tells whether a URL that was made just now may be all right in a moment. */
    static boolean mayBeTooFresh(StatusException e) {
        int status = e.status().orElse(0);
        return (status == 403 || status == 404) && !e.serverMessage().startsWith("SignatureDoesNotMatch");
    }
}
