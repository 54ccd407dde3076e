package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.OneFile.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A separate JVM that saves one file.
 *
 * @param options the options of the JVM
 */
record Child(List<String> options) {

    /**
     * Runs the JVM and waits for its end.
     *
     * @return its output
     */
    String save(Variant variant, String baseUrl, long run, Path file) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OneFile.class.getName()));
        command.addAll(List.of(variant.name(), baseUrl, Long.toString(run), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CAMB_API_KEY", "benchmark");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !Files.exists(file)) {
            throw new IOException(variant + " failed with " + options);
        }
        return printed.strip();
    }
}
