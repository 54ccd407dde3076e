package io.github.cambtts.cli;

import io.github.cambtts.cli.Terminal.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The environment that a command runs in. Tests make their own.
 *
 * @param variables the environment variables
 * @param directory the directory that relative paths are resolved against
 * @param in stdin
 * @param stdout receives the bytes for stdout
 * @param out receives the text for stdout, and passes it on to {@code stdout}
 * @param err receives the text for stderr
 * @param outTerminal whether stdout is a terminal
 * @param errTerminal whether stderr is a terminal
 * @param size asks the terminal for its size
 */
record Environment(
        Map<String, String> variables,
        Path directory,
        InputStream in,
        Stdout stdout,
        PrintStream out,
        PrintStream err,
        boolean outTerminal,
        boolean errTerminal,
        Supplier<Optional<TerminalSize>> size) {

    static final String KEY_VARIABLE = "CAMB_API_KEY";
    static final String BASE_URL_VARIABLE = "CAMB_BASE_URL";
    /** The library's default, which its API does not show. */
    static final String DEFAULT_BASE_URL = "https://client.camb.ai/apis";

    static final String ADAPTER_VARIABLE = "CAMB_TTS_ADAPTER";

    static Environment ofProcess() {
        Stdout stdout = new Stdout(new FileOutputStream(FileDescriptor.out), Terminal::isStdoutPiped);
        return new Environment(
                System.getenv(),
                Path.of(""),
                System.in,
                stdout,
                new PrintStream(stdout, true, stdoutEncoding()),
                System.err,
                Terminal.isStdout(),
                Terminal.isStderr(),
                Terminal::size);
    }

    private static Charset stdoutEncoding() {
        return Stream.of("stdout.encoding", "sun.stdout.encoding", "native.encoding")
                .map(System::getProperty)
                .filter(Objects::nonNull)
                .filter(Charset::isSupported)
                .map(Charset::forName)
                .findFirst()
                .orElse(Charset.defaultCharset());
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Tells whether lines on stderr can be redrawn. */
    boolean isBarPossible() {
        return errTerminal && !"dumb".equals(variables.get("TERM"));
    }

    /** Tells whether help is coloured, by the rules of no-color.org and bixense.com/clicolors. */
    boolean isColourWanted() {
        if (isSet("NO_COLOR")) {
            return false;
        }
        if (isSet("CLICOLOR_FORCE") && !"0".equals(variables.get("CLICOLOR_FORCE"))) {
            return true;
        }
        return outTerminal && !"0".equals(variables.get("CLICOLOR")) && !"dumb".equals(variables.get("TERM"));
    }

    private boolean isSet(String name) {
        return !variables.getOrDefault(name, "").isEmpty();
    }

    /**
     * Prints a result.
     *
     * @throws IOException if it cannot be written, which {@link PrintStream} itself does not report
     */
    void printResult(String text) throws IOException {
        out.println(text);
        if (out.checkError()) {
            throw stdout.failure();
        }
    }

    /** Returns a writer for help, which is ASCII only. */
    PrintWriter helpWriter() {
        return new PrintWriter(out, true, StandardCharsets.US_ASCII);
    }
}
