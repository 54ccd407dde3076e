package io.github.cambtts.benchmarks;

import io.github.cambtts.benchmarks.OneFile.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM of its own that saves one file.
 *
 * @param options what the JVM is told
 */
record Child(List<String> options) {

    /**
     * Runs to its end.
     *
     * @return what it printed
     */
    String save(Way way, String baseUrl, long run, Path file) throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OneFile.class.getName()));
        command.addAll(List.of(way.name(), baseUrl, Long.toString(run), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CAMB_API_KEY", "benchmark");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !Files.exists(file)) {
            throw new IOException(way + " failed with " + options);
        }
        return printed.strip();
    }
}
