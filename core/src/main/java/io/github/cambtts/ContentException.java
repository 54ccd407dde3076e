package io.github.cambtts;

import org.jspecify.annotations.Nullable;

/**
 * The answer is not what the API promises: {@link ErrorKind#EMPTY}, {@link ErrorKind#UNEXPECTED_CONTENT},
 * {@link ErrorKind#UNEXPECTED_REDIRECT}, {@link ErrorKind#MALFORMED_JSON} or {@link ErrorKind#UNSAFE_URL}.
 */
public final class ContentException extends TtsException {

    private static final long serialVersionUID = 1L;

    ContentException(ErrorKind kind, String message, Call call, @Nullable Throwable cause) {
        super(kind, message, call, cause);
    }
}
