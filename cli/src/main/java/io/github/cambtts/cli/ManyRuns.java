package io.github.cambtts.cli;

import io.github.cambtts.CancelledException;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Retrieves many runs, several at once, and reports each. */
final class ManyRuns {

    private final Retrieval retrieval;
    private final List<RunId> runs;
    private final Progress progress;
    private final Function<RunId, SaveOptions> options;
    private final Report report;
    private final Cancellation cancellation;
    private final boolean failFast;

    private final AtomicInteger next = new AtomicInteger();
    private final @Nullable Failure[] failures;
    private volatile boolean stopping;
    private final long startedAt = System.nanoTime();
    private long savedBytes;
    private int saved;
    private int skipped;
    private int failed;
    private int notFetched;
    private @Nullable Failure firstFailure;
    private @Nullable IOException outputFailure;

    /** Receives the results; called by one thread at a time. */
    interface Report {

        void saved(SavedFile file) throws IOException;

        /**
         * Reports a failure.
         *
         * @param isOwnFailure false if the run only did not finish before the command ended
         */
        void failed(Failure failure, @Nullable Exception cause, boolean isOwnFailure) throws IOException;

        Failure toFailure(Exception e, RunId run);
    }

    ManyRuns(
            Retrieval retrieval,
            List<RunId> runs,
            Progress progress,
            Function<RunId, SaveOptions> options,
            Report report,
            Cancellation cancellation,
            boolean failFast) {
        this.retrieval = retrieval;
        this.runs = runs;
        this.progress = progress;
        this.options = options;
        this.report = report;
        this.cancellation = cancellation;
        this.failFast = failFast;
        this.failures = new Failure[runs.size()];
    }

    /**
     * Retrieves all runs.
     *
     * @param jobs how many at once
     * @return the exit code of the first failed run in the order given; with fail-fast, of the first run to fail
     * @throws IOException if a result cannot be printed; no more runs are started then
     */
    int retrieve(int jobs) throws InterruptedException, IOException {
        Thread[] workers = new Thread[Math.min(jobs, runs.size())];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Thread(this::work, "camb-tts-get-" + i);
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        synchronized (this) {
            if (outputFailure != null) {
                throw outputFailure;
            }
        }
        for (int i = next.get(); i < runs.size(); i++) {
            notStarted(runs.get(i));
        }
        return exitCode();
    }

    private synchronized int exitCode() {
        if (cancellation.isCancelled()) {
            return ExitCode.INTERRUPTED;
        }
        if (failFast && firstFailure != null) {
            return firstFailure.exitCode();
        }
        for (Failure failure : failures) {
            if (failure != null) {
                return failure.exitCode();
            }
        }
        return ExitCode.DONE;
    }

    private void work() {
        while (!isEnding()) {
            int index = next.getAndIncrement();
            if (index >= runs.size()) {
                next.set(runs.size());
                return;
            }
            retrieveOne(index);
        }
    }

    private void retrieveOne(int index) {
        RunId run = runs.get(index);
        try {
            SavedFile file = retrieval.save(run, options.apply(run));
            end(run, Optional.of(file.audio()), () -> {
                saved += file.skipped() ? 0 : 1;
                savedBytes += file.skipped() ? 0 : file.audio().bytes();
                skipped += file.skipped() ? 1 : 0;
                report.saved(file);
            });
        } catch (Exception e) {
            if (e instanceof CancelledException && isEnding()) {
                notFetched(run, report.toFailure(e, run), e);
                return;
            }
            if (e instanceof IllegalStateException && isEnding()) {
                // The library was closed before the call began.
                notStarted(run);
                return;
            }
            Failure failure = report.toFailure(e, run);
            end(run, Optional.empty(), () -> {
                failures[index] = failure;
                failed++;
                firstFailure = firstFailure == null ? failure : firstFailure;
                report.failed(failure, e, true);
            });
            if (failFast) {
                stop();
            }
        }
    }

    private boolean isEnding() {
        return stopping || cancellation.isCancelled();
    }

    private void notStarted(RunId run) {
        Failure interrupted = Failure.cancelled(Optional.of(run));
        notFetched(
                run,
                cancellation.isCancelled()
                        ? interrupted
                        : interrupted.withMessage("Run " + run + " was not started, because an earlier run failed."),
                null);
    }

    private void notFetched(RunId run, Failure failure, @Nullable Exception e) {
        end(run, Optional.empty(), () -> {
            notFetched++;
            report.failed(failure, e, false);
        });
    }

    /** Ends a run's progress and prints its result; if that cannot be printed, no more runs are started. */
    private void end(RunId run, Optional<SavedAudio> receipt, Progress.Print print) {
        try {
            progress.end(run, receipt, () -> {
                synchronized (this) {
                    print.run();
                }
            });
        } catch (IOException e) {
            synchronized (this) {
                outputFailure = outputFailure == null ? e : outputFailure;
            }
            stop();
        }
    }

    private void stop() {
        stopping = true;
        retrieval.results().close();
    }

    /** Returns a summary of all runs, in one line. */
    synchronized String summary() {
        StringBuilder line =
                new StringBuilder(runs.size() + (runs.size() == 1 ? " run: " : " runs: ") + saved + " saved");
        if (saved > 0) {
            line.append(" (")
                    .append(Quantity.transfer(savedBytes, System.nanoTime() - startedAt))
                    .append(')');
        }
        line.append(skipped > 0 ? ", " + skipped + " skipped" : "");
        line.append(failed > 0 ? ", " + failed + " failed" : "");
        line.append(
                notFetched > 0
                        ? ", " + notFetched + " not fetched. The same command with --skip-existing fetches the rest."
                        : ".");
        return line.toString();
    }

    /** Returns the same summary as an event of {@code --progress json}. */
    synchronized String summaryEvent() {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", "summary");
        event.put("runs", runs.size());
        event.put("saved", saved);
        event.put("skipped", skipped);
        event.put("failed", failed);
        event.put("not_fetched", notFetched);
        event.put("bytes", savedBytes);
        return Json.write(event);
    }

    synchronized boolean isAllSaved() {
        return failed + notFetched == 0;
    }
}
