package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The runs to retrieve. Each id is read as text, so that {@link RunId} explains what is wrong with it. */
final class RunList {

    private static final String STDIN = "-";
    private static final int MAX_BYTES = 16 << 20;

    @Parameters(
            arity = "0..*",
            paramLabel = "RUN_ID",
            description = "the run_id of a finished run, such as 12345; duplicates are fetched once")
    private List<String> texts = new ArrayList<>();

    @Option(
            names = "--ids",
            paramLabel = "FILE",
            description = "read more run ids from a file, or from stdin with -: one per line, # starts a comment")
    private @Nullable String file;

    /**
     * Tells whether results are reported as a list, even if it holds only one run.
     *
     * @throws IllegalArgumentException if an id is malformed
     */
    boolean isMany() {
        return file != null || arguments().size() > 1;
    }

    boolean isEmpty() {
        return texts.isEmpty() && file == null;
    }

    private Set<RunId> arguments() {
        Set<RunId> runs = new LinkedHashSet<>();
        for (int i = 0; i < texts.size(); i++) {
            runs.add(i == 0 ? RunId.parse(texts.get(0)) : parse("Argument " + (i + 1), texts.get(i)));
        }
        return runs;
    }

    /**
     * Reads the ids.
     *
     * @return each once, in the order given
     * @throws IllegalArgumentException if one is malformed, or there are none
     */
    List<RunId> parse(Environment environment) {
        Set<RunId> runs = arguments();
        if (file != null) {
            addLines(content(file, environment), runs);
        }
        if (runs.isEmpty()) {
            throw new IllegalArgumentException(
                    file == null
                            ? "No run id was given. Give one such as 12345, or a file of them with --ids."
                            : "--ids: " + shown(file) + " holds no run id. Give one per line.");
        }
        return List.copyOf(runs);
    }

    private void addLines(String content, Set<RunId> runs) {
        int number = 0;
        for (String line : content.replaceFirst("^\ufeff", "").split("\\r\\n|\\r|\\n", -1)) {
            number++;
            String text = line.replaceFirst("#.*", "").strip();
            if (!text.isEmpty()) {
                runs.add(parse("--ids: line " + number + " of " + shown(String.valueOf(file)), text));
            }
        }
    }

    /** Reads an id. The exception does not quote a malformed id, since it may be a key that was given by mistake. */
    private static RunId parse(String place, String text) {
        try {
            return RunId.parse(text);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int quoted = message.lastIndexOf('"');
            throw new IllegalArgumentException(
                    quoted < 0
                            ? place + ": " + message
                            : place + " " + message.substring(quoted + 1).strip(),
                    e);
        }
    }

    private static String content(String file, Environment environment) {
        try (InputStream in = file.equals(STDIN)
                ? environment.in()
                : Files.newInputStream(environment.directory().resolve(FileNames.path("--ids", file)))) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "--ids: " + shown(file) + " is too long for a list of run ids. Give one of at most 16 MiB.");
            }
            return new String(content, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("--ids: there is no " + shown(file) + ".", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--ids: " + shown(file) + " cannot be read: " + FileErrors.reason(e) + ".", e);
        }
    }

    private static String shown(String file) {
        return file.equals(STDIN) ? "stdin" : PlainText.of(file);
    }

    /** Returns the run, if exactly one is given, even several times, and its id is valid. */
    Optional<RunId> ifOne() {
        try {
            Set<RunId> runs = file == null ? arguments() : Set.of();
            return runs.size() == 1 ? runs.stream().findFirst() : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
