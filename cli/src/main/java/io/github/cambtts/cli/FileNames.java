package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How files are named after runs, each run differently.
 *
 * @param directory where the files go, as the user gave it; may be empty
 * @param stem the name without extension, with {@code {run_id}} in it
 * @param addsExtension whether an extension follows, as the audio turns out to be
 */
record FileNames(Path directory, String stem, boolean addsExtension) {

    static final String DEFAULT_PATTERN = "tts-{run_id}{ext}";

    private static final String RUN_ID = "{run_id}";
    private static final String EXTENSION = "{ext}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if names of it could collide, leave the directory, or not be written
     */
    static FileNames parse(Path directory, String pattern) {
        boolean addsExtension = pattern.endsWith(EXTENSION);
        String stem = addsExtension ? pattern.substring(0, pattern.length() - EXTENSION.length()) : pattern;
        Matcher placeholders = PLACEHOLDER.matcher(stem);
        while (placeholders.find()) {
            if (!placeholders.group().equals(RUN_ID)) {
                throw new IllegalArgumentException("--name: "
                        + (placeholders.group().equals(EXTENSION)
                                ? EXTENSION + " is not at the end."
                                : PlainText.of(placeholders.group())
                                        + " is unknown. There are {run_id} and, at the end," + " {ext}."));
            }
        }
        if (!stem.contains(RUN_ID)) {
            throw new IllegalArgumentException("--name has no {run_id}, so that all files would have one name.");
        }
        if (stem.contains("/") || stem.contains("\\")) {
            throw new IllegalArgumentException("--name is a name, not a path. Give the directory with --output-dir.");
        }
        FileNames names = new FileNames(directory, stem, addsExtension);
        names.withoutExtension(RunId.of(1));
        return names;
    }

    /** Returns the name of a run's file, without the extension if one follows. */
    Path withoutExtension(RunId run) {
        return directory.resolve(path("--name", stem.replace(RUN_ID, run.toString())));
    }

    /** Returns every name that a run's file may have. */
    List<Path> possible(RunId run) {
        Path name = withoutExtension(run);
        return addsExtension
                ? List.of(
                        name.resolveSibling(name.getFileName() + ".flac"),
                        name.resolveSibling(name.getFileName() + ".wav"))
                : List.of(name);
    }

    /**
     * Makes a path of text.
     *
     * @throws IllegalArgumentException if there cannot be such a path, naming the option
     */
    static Path path(String option, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            boolean isEncoding = text.chars().anyMatch(c -> c > '~');
            throw new IllegalArgumentException(
                    option + ": \"" + PlainText.of(text) + "\" cannot be the name of a file here"
                            + (isEncoding
                                    ? ", because the locale has no such characters. Set LC_ALL to a UTF-8 locale, such as"
                                            + " C.UTF-8."
                                    : ": " + e.getReason() + "."),
                    e);
        }
    }

    /**
     * Checks that the directory of the process has a name that Java can write. Otherwise files would end up elsewhere,
     * and the JDK cannot even read a certificate.
     *
     * @throws IllegalArgumentException if it has none
     */
    static void checkCurrent(Path directory) {
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            throw new IllegalArgumentException("The current directory is gone, or the locale has not all characters of"
                    + " its name. Set LC_ALL to a UTF-8 locale, such as C.UTF-8.");
        }
    }
}
