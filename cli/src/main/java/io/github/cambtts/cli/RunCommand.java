package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A command, and what the report of its failure depends on. */
interface RunCommand extends Callable<Integer> {

    /** Returns the run it is about, if there is one and it was given correctly. */
    Optional<RunId> run();

    /** Returns what its help tells of runs that are documented, by their ids. */
    default Map<String, String> documentedRuns() {
        return Map.of();
    }

    boolean isJsonWanted();

    boolean isTraceWanted();
}
