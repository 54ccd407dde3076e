package io.github.cambtts.cli;

import picocli.CommandLine.Option;

/** How much is told, and in which form. */
final class ReportOptions {

    @Option(names = "--json", description = "print one JSON document on stdout, also on failure")
    private boolean json;

    @Option(names = "--quiet", description = "print nothing but errors, and what was asked for by --json or url")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "show stack traces")
    private boolean verbose;

    boolean isJson() {
        return json;
    }

    boolean isQuiet() {
        return quiet;
    }

    boolean isVerbose() {
        return verbose;
    }
}
