package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The audio of a run could not be retrieved, or a task led to no run: the superclass of every checked exception of this library.
 *
 * <p>The subclass shows who has to act, {@link #kind()} shows what exactly happened. It is an {@link IOException} so
 * that reading an {@link AudioStream} fails with the same types as opening it.
 *
 * <p>No message, cause or suppressed exception contains the API key, or the path or query of a presigned URL.
 * Causes are redacted copies of what the HTTP stack threw: its class names, messages and stack traces, but none of its
 * objects.
 */
public abstract sealed class TtsException extends IOException
        permits StatusException,
                ConnectionException,
                TimeLimitException,
                ContentException,
                SaveException,
                CancelledException {

    private static final long serialVersionUID = 1L;

    /** What happened. */
    private final ErrorKind kind;

    /** What the call was about. */
    private final CallSubject subject;

    /** How many attempts were made. */
    private final int attempts;

    /** The status of the response, 0 if there was none. */
    private final int status;

    /** The id that the server gave the request, null if none. */
    private final @Nullable String requestId;

    TtsException(Builder failure) {
        super(failure.message, failure.cause);
        this.kind = failure.kind;
        this.subject = failure.subject;
        this.attempts = failure.attempts;
        this.status = failure.status;
        this.requestId = failure.requestId;
    }

    /**
     * Starts building an exception as a call would throw it: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param kind what happened, which determines the type of the exception
     * @param subject the run or the task
     * @return a builder with one attempt and, for a kind that stands for an error status, the status code that the API
     *     usually sends
     */
    public static Builder builder(ErrorKind kind, CallSubject subject) {
        return new Builder(requireNonNull(kind, "kind"), requireNonNull(subject, "subject"));
    }

    /**
     * Returns what happened, in one word.
     *
     * @return the kind
     */
    public ErrorKind kind() {
        return kind;
    }

    /**
     * Returns what the call was about.
     *
     * @return the run, or the task that the call waited for
     */
    public CallSubject subject() {
        return subject;
    }

    /**
     * Returns how many times the library tried.
     *
     * @return the number of attempts, 0 if the call failed before the first
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Returns the status code of the response that the failure is about.
     *
     * @return the status code; absent if there was no response
     */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /**
     * Returns the id that the server gave the request, for its operator.
     *
     * @return the id; absent if the server gave none
     */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /**
     * Tells whether the same call may succeed later.
     *
     * @return whether a retry may help; the library has already retried as often as its policy allows
     */
    public boolean isRetryable() {
        return kind.isRetryable();
    }

    /** Builds an exception of the type that belongs to its kind. Not thread-safe. */
    public static final class Builder {

        /** The status code of the response that tells how a task ended. */
        private static final int TASK_STATUS = 200;

        private final ErrorKind kind;
        private final CallSubject subject;
        private String message;
        private int attempts = 1;
        private int status;
        private @Nullable String requestId;
        private @Nullable Throwable cause;

        /** The server's message, if it answered with an error status. */
        String serverMessage = "";

        /** How long the server asks to wait, if it does. */
        @Nullable
        Duration retryAfter;

        private Builder(ErrorKind kind, CallSubject subject) {
            this.kind = kind;
            this.subject = subject;
            this.message = "Retrieving " + subject.label() + " failed: " + kind + ".";
            this.status = kind.usualStatus();
        }

        /**
         * Sets the message.
         *
         * @param text a sentence
         * @return this builder
         */
        public Builder message(String text) {
            message = requireNonNull(text, "text");
            return this;
        }

        /**
         * Sets how many times the library tried.
         *
         * @param count the number of attempts, 0 if the call failed before the first
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder attempts(int count) {
            if (count < 0) {
                throw new IllegalArgumentException(count + " attempts are impossible. Give 0 or more.");
            }
            attempts = count;
            return this;
        }

        /**
         * Sets the status code of the response.
         *
         * @param code the status code, 0 if there was no response
         * @return this builder
         * @throws IllegalArgumentException if it is neither 0 nor has three digits (RFC 9110, section 15)
         */
        public Builder status(int code) {
            if (code != 0 && (code < 100 || code > 999)) {
                throw new IllegalArgumentException(code + " is no status code. Give one of three digits, or 0.");
            }
            status = code;
            return this;
        }

        /**
         * Sets the id that the server gave the request.
         *
         * @param id the id
         * @return this builder
         */
        public Builder requestId(String id) {
            requestId = requireNonNull(id, "id");
            return this;
        }

        /**
         * Sets the server's message about an error status.
         *
         * @param text the server's message
         * @return this builder
         */
        public Builder serverMessage(String text) {
            serverMessage = requireNonNull(text, "text");
            return this;
        }

        /**
         * Sets how long the server asks to wait.
         *
         * @param wait the wait
         * @return this builder
         */
        public Builder retryAfter(Duration wait) {
            retryAfter = requireNonNull(wait, "wait");
            return this;
        }

        /**
         * Sets what caused the failure.
         *
         * @param throwable the cause
         * @return this builder
         */
        public Builder cause(Throwable throwable) {
            cause = requireNonNull(throwable, "throwable");
            return this;
        }

        /**
         * Builds the exception.
         *
         * @return a new exception of the type that belongs to the kind
         * @throws IllegalArgumentException if a call cannot end so: the kind stands for other status codes than the one
         *     given, or a server's message or wait is given for a kind that does not stand for an error status
         */
        public TtsException build() {
            boolean ofStatus = kind.usualStatus() != 0;
            if (ofStatus && !standsFor(status)) {
                throw new IllegalArgumentException(kind + " does not stand for status " + status + ". Give one such as "
                        + kind.usualStatus() + ".");
            }
            if (!ofStatus && (!serverMessage.isEmpty() || retryAfter != null)) {
                throw new IllegalArgumentException(
                        kind + " has neither a server's message nor a wait. Leave them out, or give another kind.");
            }
            return kind.exception(this);
        }

        private boolean standsFor(int code) {
            return code == TASK_STATUS
                    ? kind.usualStatus() == TASK_STATUS || kind == ErrorKind.PAYMENT_REQUIRED
                    : code >= 400 && ErrorKind.ofStatus(code) == kind;
        }
    }
}
