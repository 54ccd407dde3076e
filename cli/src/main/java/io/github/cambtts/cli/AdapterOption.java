package io.github.cambtts.cli;

import picocli.CommandLine.Option;

/** Which HTTP stack does the work. */
final class AdapterOption {

    @Option(
            names = "--adapter",
            paramLabel = "NAME",
            defaultValue = "jdkhttp",
            description = "the HTTP stack: jdkhttp or feign (default: ${DEFAULT-VALUE})")
    private String name = "";

    String name() {
        return name;
    }
}
