package io.github.cambtts.cli;

import picocli.CommandLine.Option;

/** The option {@code -v} of commands that print only stack traces with it. */
final class TraceOption {

    @Option(
            names = {"-v", "--verbose"},
            description = "show stack traces")
    private boolean verbose;

    boolean isTraceWanted() {
        return verbose;
    }
}
