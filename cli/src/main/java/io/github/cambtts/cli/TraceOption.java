package io.github.cambtts.cli;

import picocli.CommandLine.Option;

/** Whether failures are told with stack traces, for commands that have nothing else to tell. */
final class TraceOption {

    @Option(
            names = {"-v", "--verbose"},
            description = "show stack traces")
    private boolean verbose;

    boolean isTraceWanted() {
        return verbose;
    }
}
