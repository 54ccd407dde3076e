package io.github.cambtts.cli;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that picks the HTTP stack. */
final class AdapterOption {

    private static final String OPTION = "--adapter";
    private static final String DEFAULT = "jdkhttp";
    private static final Set<String> NAMES = Set.of(DEFAULT, "feign");

    @Option(
            names = OPTION,
            paramLabel = "jdkhttp|feign",
            description = "the HTTP stack (default: " + Environment.ADAPTER_VARIABLE + ", or " + DEFAULT + ")")
    private @Nullable String name;

    /**
     * Returns the adapter's name.
     *
     * @throws IllegalArgumentException if no adapter has that name
     */
    String name(Environment environment) {
        if (name != null) {
            return checked(OPTION, name);
        }
        String variable = environment.variable(Environment.ADAPTER_VARIABLE).orElse("");
        return variable.isEmpty() ? DEFAULT : checked(Environment.ADAPTER_VARIABLE, variable);
    }

    private static String checked(String source, String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException(source + " is jdkhttp or feign.");
        }
        return name;
    }
}
