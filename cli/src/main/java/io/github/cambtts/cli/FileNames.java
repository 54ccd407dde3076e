package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of the files, one for each run.
 *
 * @param directory the directory of the files, as the user gave it; may be empty
 * @param stem the name without extension, with {@code {run_id}} in it
 * @param addsExtension whether the extension of the audio's format is appended
 */
record FileNames(Path directory, String stem, boolean addsExtension) {

    static final String DEFAULT_PATTERN = "tts-{run_id}{ext}";

    /** Java decodes arguments with the locale's encoding, and puts this character for bytes that are not valid in it. */
    private static final char UNDECODABLE = '\ufffd';

    private static final String RUN_ID = "{run_id}";
    private static final String EXTENSION = "{ext}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^{}]*}");

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if its names could collide, leave the directory, or be invalid
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
                                        + " is unknown. Use {run_id} and, at the end, {ext}."));
            }
        }
        if (!stem.contains(RUN_ID)) {
            throw new IllegalArgumentException("--name has no {run_id}, so all files would have the same name.");
        }
        if (stem.contains("/") || stem.contains("\\")) {
            throw new IllegalArgumentException(
                    "--name takes a file name, not a path. Give the directory with --output-dir.");
        }
        FileNames names = new FileNames(directory, stem, addsExtension);
        names.withoutExtension(RunId.of(1));
        return names;
    }

    /** Returns the name of a run's file, without the extension if one is appended. */
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
     * Converts text to the path of a file.
     *
     * @throws IllegalArgumentException if the text is empty, ends as only a directory's name does, or is not a valid
     *     path; the message names the option
     */
    static Path file(String option, String text) {
        if (text.isEmpty() || text.endsWith("/") || text.endsWith(File.separator)) {
            throw new IllegalArgumentException(option
                    + (text.isEmpty() ? " is empty." : ": \"" + PlainText.of(text) + "\" names a directory.")
                    + " Give the name of a file.");
        }
        return path(option, text);
    }

    /**
     * Converts text to a path.
     *
     * @throws IllegalArgumentException if the text is empty or not a valid path; the message names the option
     */
    static Path path(String option, String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(option + " is empty.");
        }
        if (text.indexOf(UNDECODABLE) >= 0) {
            throw new IllegalArgumentException(option + ": \"" + PlainText.of(text) + "\" has bytes that the locale's"
                    + " encoding does not know, so Java cannot name that file. Set LC_ALL to a UTF-8"
                    + " locale, such as C.UTF-8, or give the file another name.");
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            boolean isEncoding = text.chars().anyMatch(c -> c > '~');
            throw new IllegalArgumentException(
                    option + ": \"" + PlainText.of(text) + "\" is not a valid file name here"
                            + (isEncoding
                                    ? ", because the locale lacks some of its characters. Set LC_ALL to a UTF-8 locale,"
                                            + " such as C.UTF-8."
                                    : ": " + e.getReason() + "."),
                    e);
        }
    }

    /**
     * Checks that Java can represent the name of the current directory. Otherwise files would be written elsewhere, and
     * the JDK could not even read a certificate.
     *
     * @throws IllegalArgumentException if Java cannot
     */
    static void checkCurrent(Path directory) {
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            throw new IllegalArgumentException("The current directory does not exist, or the locale lacks characters of"
                    + " its name. Set LC_ALL to a UTF-8 locale, such as C.UTF-8.");
        }
    }
}
