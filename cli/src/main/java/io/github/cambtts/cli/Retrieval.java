package io.github.cambtts.cli;

import io.github.cambtts.AudioStream;
import io.github.cambtts.CallOptions;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Saves the audio of runs to files. Thread-safe.
 *
 * @param results the library
 * @param names the names of the files
 * @param file the file to save to, instead of one of {@code names}
 * @param directory the directory that relative paths are resolved against
 * @param skipping whether a run is skipped if its file exists and nothing speaks against it
 */
record Retrieval(
        TtsResults results, FileNames names, @Nullable Path file, Path directory, boolean skipping) {

    /** Saves a run's audio, unless the run is to be skipped. */
    SavedFile save(RunId run, SaveOptions options) throws IOException, CommandFailedException {
        if (skipping) {
            Optional<SavedFile> there = existing(run, options);
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

    /** Returns the existing file if nothing speaks against it; fails if something does and it may not be replaced. */
    private Optional<SavedFile> existing(RunId run, SaveOptions options) throws IOException, CommandFailedException {
        for (Path shown : file == null ? names.possible(run) : List.of(file)) {
            Path path = directory.resolve(shown);
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            RecordingCheck check = checked(run, path, shown);
            Optional<String> doubt = doubt(run, check, options.call());
            if (doubt.isEmpty()) {
                return Optional.of(new SavedFile(receipt(run, path, check, options), path, shown, true));
            }
            if (!options.isReplacing()) {
                throw new CommandFailedException(
                        Failure.onDisk(
                                        ErrorKind.FILE_EXISTS,
                                        Optional.of(run),
                                        "Run " + run + " was not saved: " + PlainText.of(shown.toString())
                                                + " exists and is not proved whole: " + doubt.get() + ".")
                                .withAdvice("Add --replace to fetch such files again."),
                        null);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns what speaks against a file being the run's recording. If the recording itself can be neither proved whole
     * nor broken, the length that the server announces decides.
     */
    private Optional<String> doubt(RunId run, RecordingCheck check, CallOptions call) throws TtsException {
        RecordingReport report = new RecordingReport(check);
        if (report.isWhole()) {
            return Optional.empty();
        }
        if (report.isBroken() || !report.isRecording()) {
            return Optional.of(check.reason());
        }
        OptionalLong announced = announcedLength(run, call);
        if (announced.isEmpty()) {
            return Optional.of(check.reason() + "; the server announces no length to compare with");
        }
        return announced.getAsLong() == check.bytes()
                ? Optional.empty()
                : Optional.of(check.reason() + "; it has " + check.bytes() + " bytes, and the server announces "
                        + announced.getAsLong());
    }

    private OptionalLong announcedLength(RunId run, CallOptions call) throws TtsException {
        try (AudioStream stream = results.open(run, call)) {
            return stream.length();
        }
    }

    private static RecordingCheck checked(RunId run, Path path, Path shown) throws CommandFailedException {
        try {
            return TtsResults.check(path);
        } catch (IOException e) {
            throw new CommandFailedException(
                    Failure.onDisk(
                                    ErrorKind.FILE,
                                    Optional.of(run),
                                    "Run " + run + " was not saved: " + PlainText.of(shown.toString())
                                            + " cannot be checked: " + FileErrors.reason(e) + ".")
                            .withAdvice("Move it away, or choose another name."),
                    e);
        }
    }

    private SavedAudio receipt(RunId run, Path path, RecordingCheck check, SaveOptions options) throws IOException {
        return new SavedAudio(
                run,
                Optional.of(path.toAbsolutePath()),
                check,
                0,
                0,
                0,
                Optional.empty(),
                options.isSha256() ? Optional.of(Sha256.of(path)) : Optional.empty());
    }
}
