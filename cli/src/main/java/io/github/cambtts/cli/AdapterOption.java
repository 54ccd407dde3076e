package io.github.cambtts.cli;

import java.util.Set;
import picocli.CommandLine.Option;

/** Which HTTP stack does the work. */
final class AdapterOption {

    private static final Set<String> NAMES = Set.of("jdkhttp", "feign");

    @Option(
            names = "--adapter",
            paramLabel = "NAME",
            defaultValue = "jdkhttp",
            description = "the HTTP stack: jdkhttp or feign (default: ${DEFAULT-VALUE})")
    private String name = "";

    /**
     * Returns the adapter's name.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    String name() {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("--adapter is jdkhttp or feign.");
        }
        return name;
    }
}
