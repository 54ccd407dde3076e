package io.github.cambtts.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Writes to stdout and keeps the last failure, which {@code PrintStream} drops. Thread-safe if the target is. */
final class Stdout extends OutputStream {

    private final OutputStream target;
    private final BooleanSupplier piped;
    private volatile @Nullable IOException failure;

    /**
     * Wraps stdout.
     *
     * @param piped tells whether stdout goes to another process; called after a failure
     */
    Stdout(OutputStream target, BooleanSupplier piped) {
        this.target = target;
        this.piped = piped;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        try {
            target.write(bytes, offset, count);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            target.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private IOException failed(IOException e) {
        failure = piped.getAsBoolean() ? new BrokenPipeException(e) : e;
        return failure;
    }

    /** Tells whether a write has failed. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Returns the exception of the last failed write. */
    IOException failure() {
        IOException last = failure;
        if (last instanceof BrokenPipeException) {
            return last;
        }
        String reason = last == null ? "it is closed" : String.valueOf(last.getMessage());
        return new IOException("The result could not be written to stdout: " + reason + ".", last);
    }

    /** The process that read stdout has ended, as {@code head} does. Nothing is printed about it. */
    static final class BrokenPipeException extends IOException {

        private static final long serialVersionUID = 1L;

        private BrokenPipeException(IOException cause) {
            super("The process that reads stdout has ended.", cause);
        }

        /** Tells whether a failure is, or was caused by, such an exception. */
        static boolean isCauseOf(Throwable failure) {
            Throwable cause = failure;
            for (int depth = 0; cause != null && depth < 8; depth++) {
                if (cause instanceof BrokenPipeException) {
                    return true;
                }
                cause = cause.getCause();
            }
            return false;
        }
    }
}
