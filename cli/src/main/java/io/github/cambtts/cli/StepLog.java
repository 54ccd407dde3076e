package io.github.cambtts.cli;

import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Logs each step of a run to stderr, for {@code -v}, and passes each event on. Used by one save at a time. */
final class StepLog implements ProgressListener {

    private final RunId run;
    private final Optional<ProgressListener> next;
    private final Progress progress;
    private final PrintStream err;
    private final long startedAt = System.nanoTime();
    private @Nullable Phase last;

    StepLog(RunId run, Optional<ProgressListener> next, Progress progress, PrintStream err) {
        this.run = run;
        this.next = next;
        this.progress = progress;
        this.err = err;
    }

    @Override
    public void onProgress(Phase phase, long bytes, OptionalLong total) {
        if (phase != last) {
            last = phase;
            log(phase, bytes, total);
        }
        next.ifPresent(listener -> listener.onProgress(phase, bytes, total));
    }

    private void log(Phase phase, long bytes, OptionalLong total) {
        String step = phase.name().toLowerCase(Locale.ROOT);
        String size = total.isPresent() ? " of " + total.getAsLong() : "";
        long millis = (System.nanoTime() - startedAt) / 1_000_000;
        progress.log(err, "run " + run + ": " + step + " after " + millis + " ms, at byte " + bytes + size);
    }
}
