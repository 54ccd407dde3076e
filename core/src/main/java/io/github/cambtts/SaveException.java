package io.github.cambtts;

/**
 * The disk or the target: {@link ErrorKind#FILE_EXISTS} or {@link ErrorKind#FILE}. What stood at the target is unharmed.
 */
public final class SaveException extends TtsException {

    private static final long serialVersionUID = 1L;

    SaveException(Builder failure) {
        super(failure);
    }
}
