package io.github.cambtts.cli;

import java.util.Set;
import picocli.CommandLine.Option;

/** How progress is shown on stderr. */
final class ProgressOption {

    @Option(
            names = "--progress",
            paramLabel = "auto|json|none",
            defaultValue = "auto",
            description = "on stderr: auto (bars on a terminal), json (only JSON, a line for each event, failure"
                    + " and summary) or none (default: ${DEFAULT-VALUE})")
    private String style = "";

    boolean isJson() {
        return style.equals("json");
    }

    /**
     * Checks the option.
     *
     * @throws IllegalArgumentException if it is unknown, or something else needs stderr
     */
    void check(ReportOptions report) {
        if (!Set.of("auto", "json", "none").contains(style)) {
            throw new IllegalArgumentException("--progress is auto, json or none.");
        }
        if (isJson() && report.isStackLogged()) {
            throw new IllegalArgumentException("-vv and --progress json both use stderr. Give only one of them.");
        }
    }

    /** Starts to show the progress of a number of runs. */
    Progress start(Environment environment, ReportOptions report, int count) {
        if (isJson()) {
            return new ProgressEvents(environment.err());
        }
        boolean isShown = style.equals("auto") && environment.errTerminal() && !report.isQuiet();
        return isShown
                ? new ProgressBars(environment, count, "runs", environment.isBarPossible())
                : new Progress.None();
    }
}
