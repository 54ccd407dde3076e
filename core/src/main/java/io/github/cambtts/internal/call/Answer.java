package io.github.cambtts.internal.call;

import org.jspecify.annotations.Nullable;

/**
 * The response that an exception is about.
 *
 * @param status its status, 0 if there was no response
 * @param requestId the id that the server gave the request, null if it gave none
 */
public record Answer(int status, @Nullable String requestId) {

    public static final Answer NONE = new Answer(0, null);
}
