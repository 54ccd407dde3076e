package io.github.cambtts;

import org.jspecify.annotations.Nullable;

/**
 * The host ended the call: it interrupted the thread (whose interrupt flag is set), cancelled the future, or closed the
 * stream or the {@link TtsResults}.
 */
public final class CancelledException extends TtsException {

    private static final long serialVersionUID = 1L;

    CancelledException(String message, Call call, @Nullable Throwable cause) {
        super(ErrorKind.CANCELLED, message, call, cause);
    }
}
