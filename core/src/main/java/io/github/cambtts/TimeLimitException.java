package io.github.cambtts;

/**
 * A limit of {@link Timeouts} was reached: {@link ErrorKind#CONNECT_TIMEOUT}, {@link ErrorKind#RESPONSE_TIMEOUT},
 * {@link ErrorKind#IDLE_TIMEOUT} or {@link ErrorKind#DEADLINE}.
 */
public final class TimeLimitException extends TtsException {

    private static final long serialVersionUID = 1L;

    TimeLimitException(Builder failure) {
        super(failure);
    }

    /** {@inheritDoc} A task that has not finished within the limit may be waited for again. */
    @Override
    public boolean isRetryable() {
        return super.isRetryable() || (kind() == ErrorKind.DEADLINE && subject() instanceof TaskId);
    }
}
