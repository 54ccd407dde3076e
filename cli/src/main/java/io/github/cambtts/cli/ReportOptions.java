package io.github.cambtts.cli;

import picocli.CommandLine.Option;

/** How much is printed, and in which form. */
final class ReportOptions {

    @Option(names = "--json", description = "print JSON on stdout, also on failure: one document for each run or file")
    private boolean json;

    @Option(names = "--quiet", description = "print only errors, and the output of --json, -v and url")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "log each step to stderr, and show stack traces; -vv: also the logs of the HTTP stack")
    private boolean[] verbosity = {};

    boolean isJson() {
        return json;
    }

    boolean isQuiet() {
        return quiet;
    }

    boolean isVerbose() {
        return verbosity.length > 0;
    }

    /** Tells whether the HTTP stack's own logs are wanted. */
    boolean isStackLogged() {
        return verbosity.length > 1;
    }
}
