package io.github.cambtts.cli;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to wait for a task. */
final class TaskOptions {

    @Option(names = "--translated", description = "the task is one of translated speech")
    private boolean translated;

    @Option(
            names = "--task-timeout",
            paramLabel = "DURATION",
            description = "the limit for waiting for the task, e.g. 5m (default: 15m)")
    private @Nullable String timeout;

    boolean areGiven() {
        return translated || timeout != null;
    }

    /**
     * Reads a task id.
     *
     * @throws IllegalArgumentException if it is none
     */
    TaskId parse(String text) {
        return translated ? TaskId.translated(text) : TaskId.of(text);
    }

    /**
     * Returns the time limits of the wait.
     *
     * @throws IllegalArgumentException if the option is no limit
     */
    Timeouts limits(ServiceOptions service) {
        return ServiceOptions.with(service.timeouts(), "--task-timeout", timeout, Timeouts::withTask);
    }

    /** Waits for a task, and shows how long it is pending. */
    static RunId await(
            TtsResults results, TaskId task, Timeouts limits, Progress progress, Optional<CallListener> listener)
            throws TtsException {
        CallOptions options = CallOptions.defaults().withTimeouts(limits);
        try {
            return results.await(
                    task,
                    progress.attemptListener(task)
                            .or(() -> listener)
                            .map(options::withListener)
                            .orElse(options));
        } finally {
            progress.endWait(task);
        }
    }
}
