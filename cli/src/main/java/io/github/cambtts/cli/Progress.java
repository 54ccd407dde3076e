package io.github.cambtts.cli;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallSubject;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TaskId;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** Shows the progress of runs and tasks on stderr. Thread-safe. */
interface Progress extends AutoCloseable {

    /** Starts a run, and returns its progress listener if its progress is shown. */
    Optional<ProgressListener> begin(RunId run);

    /** Returns the listener for the attempts of a call, if they are not reported by {@link AttemptLog}. */
    default Optional<CallListener> attemptListener(CallSubject subject) {
        return Optional.empty();
    }

    /** Shows that a task has not finished. */
    default void pending(TaskId task) {}

    /** Shows a task no longer. */
    default void endWait(TaskId task) {}

    /** Tells whether a person watches, to whom retries are reported even without {@code -v}. */
    default boolean isInteractive() {
        return false;
    }

    /**
     * Ends a run, and prints its result.
     *
     * @param receipt the run's receipt, if it was saved
     */
    void end(RunId run, Optional<SavedAudio> receipt, Print print) throws IOException;

    /** Prints lines without garbling the progress display. */
    void print(Print print) throws IOException;

    /** Prints a line on stderr without garbling the progress display. */
    default void log(PrintStream err, String line) {
        try {
            print(() -> err.println(line));
        } catch (IOException e) {
            throw new AssertionError("printing to stderr throws nothing", e);
        }
    }

    @Override
    void close();

    /** Prints lines on stdout or stderr. */
    interface Print {

        void run() throws IOException;
    }

    /** Shows no progress; prints for one thread at a time. */
    final class None implements Progress {

        @Override
        public Optional<ProgressListener> begin(RunId run) {
            return Optional.empty();
        }

        @Override
        public void end(RunId run, Optional<SavedAudio> receipt, Print print) throws IOException {
            print(print);
        }

        @Override
        public synchronized void print(Print print) throws IOException {
            print.run();
        }

        @Override
        public void close() {}
    }
}
