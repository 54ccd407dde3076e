package io.github.cambtts;

import org.jspecify.annotations.Nullable;

/**
 * A limit of {@link Timeouts} was reached: {@link ErrorKind#CONNECT_TIMEOUT}, {@link ErrorKind#RESPONSE_TIMEOUT},
 * {@link ErrorKind#IDLE_TIMEOUT} or {@link ErrorKind#DEADLINE}.
 */
public final class TimeLimitException extends TtsException {

    private static final long serialVersionUID = 1L;

    TimeLimitException(ErrorKind kind, String message, Call call, @Nullable Throwable cause) {
        super(kind, message, call, cause);
    }
}
