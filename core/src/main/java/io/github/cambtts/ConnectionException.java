package io.github.cambtts;

/**
 * The connection failed: {@link ErrorKind#CONNECT}, {@link ErrorKind#DNS}, {@link ErrorKind#TLS},
 * {@link ErrorKind#RESET}, {@link ErrorKind#TRUNCATED}, {@link ErrorKind#PROTOCOL} or {@link ErrorKind#PROXY}.
 */
public final class ConnectionException extends TtsException {

    private static final long serialVersionUID = 1L;

    ConnectionException(Builder failure) {
        super(failure);
    }
}
