package io.github.cambtts;

/**
 * The host ended the call: it interrupted the thread (whose interrupt flag is set), cancelled the future, or closed the
 * stream or the {@link TtsResults}.
 */
public final class CancelledException extends TtsException {

    private static final long serialVersionUID = 1L;

    CancelledException(Builder failure) {
        super(failure);
    }
}
