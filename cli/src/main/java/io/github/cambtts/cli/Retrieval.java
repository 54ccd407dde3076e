package io.github.cambtts.cli;

import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Saves the audio of runs to files. Thread-safe.
 *
 * @param results the library
 * @param names the names of the files
 * @param file the file to save to, instead of one of {@code names}
 * @param directory the directory that relative paths are resolved against
 * @param replacing whether an existing file is replaced
 * @param skipping whether a run is skipped if its file exists and is proved whole
 * @param sha256 whether the SHA-256 is printed
 */
record Retrieval(
        TtsResults results,
        FileNames names,
        @Nullable Path file,
        Path directory,
        boolean replacing,
        boolean skipping,
        boolean sha256) {

    /** Saves a run's audio, unless the run is to be skipped. */
    SavedFile save(RunId run, SaveOptions options) throws IOException, CommandFailedException {
        if (skipping) {
            Optional<SavedFile> there = existing(run);
            if (there.isPresent()) {
                return there.get();
            }
        }
        if (file != null) {
            return SavedFile.of(results.save(run, directory.resolve(file), options), file);
        }
        Path name = names.withoutExtension(run);
        SavedAudio audio =
                results.save(run, directory.resolve(name), names.addsExtension() ? options.withExtension() : options);
        return SavedFile.of(audio, shown(run, audio.path().orElse(name)));
    }

    /** Returns the name of the run's file, also if it is a link to the one that was written. */
    private Path shown(RunId run, Path written) throws IOException {
        for (Path name : names.possible(run)) {
            Path path = directory.resolve(name);
            if (Files.exists(path) && Files.isSameFile(path, written)) {
                return name;
            }
        }
        return written;
    }

    /** Returns the existing file if it is proved whole; fails if it is not proved whole and may not be replaced. */
    private Optional<SavedFile> existing(RunId run) throws IOException, CommandFailedException {
        for (Path shown : file == null ? names.possible(run) : List.of(file)) {
            Path path = directory.resolve(shown);
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            RecordingCheck check = checked(run, path, shown);
            if (check.completeness() == Completeness.COMPLETE) {
                return Optional.of(new SavedFile(receipt(run, path, check), path, shown, true));
            }
            if (!replacing) {
                throw new CommandFailedException(
                        Failure.onDisk(
                                        ErrorKind.FILE_EXISTS,
                                        Optional.of(run),
                                        "Run " + run + " was not saved: " + PlainText.of(shown.toString())
                                                + " exists and is not proved whole: " + check.reason() + ".")
                                .withAdvice("Add --replace to fetch such files again."),
                        null);
            }
        }
        return Optional.empty();
    }

    private static RecordingCheck checked(RunId run, Path path, Path shown) throws CommandFailedException {
        try {
            return RecordingCheck.of(path);
        } catch (IOException e) {
            throw new CommandFailedException(
                    Failure.onDisk(
                                    ErrorKind.FILE,
                                    Optional.of(run),
                                    "Run " + run + " was not saved: " + PlainText.of(shown.toString())
                                            + " is there and cannot be checked: " + FileErrors.reason(e) + ".")
                            .withAdvice("Move it away, or choose another name."),
                    e);
        }
    }

    private SavedAudio receipt(RunId run, Path path, RecordingCheck check) throws IOException {
        return new SavedAudio(
                run,
                Optional.of(path.toAbsolutePath()),
                check,
                0,
                0,
                0,
                Optional.empty(),
                sha256 ? Optional.of(Sha256.of(path)) : Optional.empty());
    }
}
