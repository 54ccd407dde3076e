package io.github.cambtts;

/**
 * The target exists or cannot be written: {@link ErrorKind#FILE_EXISTS} or {@link ErrorKind#FILE}. An existing file at
 * the target is unchanged, but for the one case that {@link TtsResults#save} names.
 */
public final class SaveException extends TtsException {

    private static final long serialVersionUID = 1L;

    SaveException(Builder failure) {
        super(failure);
    }
}
