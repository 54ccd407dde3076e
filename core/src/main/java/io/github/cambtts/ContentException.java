package io.github.cambtts;

/**
 * The response is not what the API documents: {@link ErrorKind#EMPTY}, {@link ErrorKind#UNEXPECTED_CONTENT}, {@link
 * ErrorKind#DAMAGED}, {@link ErrorKind#UNEXPECTED_REDIRECT}, {@link ErrorKind#MALFORMED_JSON} or {@link ErrorKind#UNSAFE_URL}.
 */
public final class ContentException extends TtsException {

    private static final long serialVersionUID = 1L;

    ContentException(Builder failure) {
        super(failure);
    }
}
