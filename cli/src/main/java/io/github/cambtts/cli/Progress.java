package io.github.cambtts.cli;

import io.github.cambtts.CallListener;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import java.io.IOException;
import java.util.Optional;

/** Shows on stderr how the runs get on. Thread-safe. */
interface Progress extends AutoCloseable {

    /** Returns the listener of a run that begins now, if there is anything to show of it. */
    Optional<ProgressListener> begin(RunId run);

    /** Returns what is told of a run's attempts, if it is told as anything but lines of text. */
    default Optional<CallListener> attemptListener(RunId run) {
        return Optional.empty();
    }

    /** Tells whether people look on, who want to know why it takes longer. */
    default boolean isInteractive() {
        return false;
    }

    /**
     * Takes note that a run has ended, and prints what there is to say about it.
     *
     * @param receipt of the run, if it was saved
     */
    void end(RunId run, Optional<SavedAudio> receipt, Print print) throws IOException;

    /** Prints without disturbing what is shown. */
    void print(Print print) throws IOException;

    @Override
    void close();

    /** Prints lines on stdout or stderr. */
    interface Print {

        void run() throws IOException;
    }

    /** Shows nothing; lines still come one at a time. */
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
