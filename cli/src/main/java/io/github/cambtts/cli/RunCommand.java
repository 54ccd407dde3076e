package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A command, with what a report of its failure needs. */
interface RunCommand extends Callable<Integer> {

    /** Returns the command's run, if there is exactly one and its id is valid. */
    default Optional<RunId> run() {
        return Optional.empty();
    }

    /** Returns the runs and tasks that the command's help describes, by id. */
    default Map<String, String> documentedRuns() {
        return Map.of();
    }

    default boolean isJsonWanted() {
        return false;
    }

    boolean isTraceWanted();
}
