package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A command, and what the report of its failure depends on. */
interface RunCommand extends Callable<Integer> {

    /** Returns the run it is about, if there is one and it was given correctly. */
    Optional<RunId> run();

    boolean isJsonWanted();

    boolean isTraceWanted();
}
