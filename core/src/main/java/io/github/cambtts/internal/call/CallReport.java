package io.github.cambtts.internal.call;

import io.github.cambtts.CallSubject;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception contains about the call that failed.
 *
 * @param subject what the call is about
 * @param attempts how many attempts were made
 * @param status the status of the response that it is about, 0 if there was none
 * @param requestId the id that the server gave the request, null if it gave none
 */
public record CallReport(
        CallSubject subject,
        int attempts,
        int status,
        @Nullable String requestId) {

    /** Creates an exception about the call. */
    public TtsException failure(ErrorKind kind, String message, @Nullable Throwable cause) {
        TtsException.Builder failure = builder(kind, message);
        if (cause != null) {
            failure.cause(cause);
        }
        return failure.build();
    }

    /** Starts to build an exception about the call. */
    public TtsException.Builder builder(ErrorKind kind, String message) {
        TtsException.Builder failure = TtsException.builder(kind, subject)
                .message(message)
                .attempts(attempts)
                .status(status);
        if (requestId != null) {
            failure.requestId(requestId);
        }
        return failure;
    }
}
