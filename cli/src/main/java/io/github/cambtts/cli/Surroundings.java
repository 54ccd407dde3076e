package io.github.cambtts.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it. Tests make their own.
 *
 * @param environment the environment variables
 * @param directory what relative paths are relative to
 * @param out takes text for stdout
 * @param audio takes bytes for stdout
 * @param err takes text for stderr
 * @param terminal whether a person watches stderr
 */
record Surroundings(
        Map<String, String> environment,
        Path directory,
        PrintStream out,
        OutputStream audio,
        PrintStream err,
        boolean terminal) {

    static final String KEY_VARIABLE = "CAMB_API_KEY";
    static final String BASE_URL_VARIABLE = "CAMB_BASE_URL";

    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of(""),
                System.out,
                new FileOutputStream(FileDescriptor.out),
                System.err,
                Terminal.isStderr());
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    /** Prints a result; a reader that has gone is an error here, where {@link PrintStream} says nothing. */
    void printResult(String text) throws IOException {
        out.println(text);
        if (out.checkError()) {
            throw new IOException("The result could not be written to stdout: its reader has gone.");
        }
    }

    /** Returns where help goes, which is all ASCII. */
    PrintWriter helpWriter() {
        return new PrintWriter(out, true, StandardCharsets.US_ASCII);
    }
}
