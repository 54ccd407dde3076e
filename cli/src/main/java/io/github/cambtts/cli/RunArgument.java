package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.util.Optional;
import picocli.CommandLine.Parameters;

/** The argument {@code RUN_ID}. It is read as text, so that {@link RunId} explains what is wrong with it. */
final class RunArgument {

    @Parameters(paramLabel = "RUN_ID", description = "the run_id of the finished run, such as 12345")
    private String text = "";

    RunId parse() {
        return RunId.parse(text);
    }

    Optional<RunId> ifParsable() {
        try {
            return Optional.of(parse());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
