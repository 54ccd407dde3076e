package io.github.cambtts.cli;

import java.util.Set;
import picocli.CommandLine.Option;

/** The option that picks the HTTP stack. */
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
     * @throws IllegalArgumentException if no adapter has that name
     */
    String name() {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("--adapter is jdkhttp or feign.");
        }
        return name;
    }
}
