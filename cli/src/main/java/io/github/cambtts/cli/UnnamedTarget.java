package io.github.cambtts.cli;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveException;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The file of a run that the user gave no name: {@code tts-RUN_ID.flac}, or {@code .wav} where the server sends WAV, which
 * shows only once the audio is there.
 *
 * <p>So the audio is saved under a name that nobody takes for audio and then given its own in one step, which harms no
 * file that is there.
 */
final class UnnamedTarget {

    private static final String FLAC = ".flac";
    private static final String WAV = ".wav";

    private final RunId run;
    private final Path directory;
    private final boolean replace;

    UnnamedTarget(RunId run, Path directory, boolean replace) {
        this.run = run;
        this.directory = directory;
        this.replace = replace;
    }

    SavedFile save(TtsResults results, SaveOptions options) throws IOException, CommandFailedException {
        refuseIfTaken(named(FLAC), 0);
        refuseIfTaken(named(WAV), 0);
        Path nameless = directory.resolve(".camb-tts-" + Long.toHexString(new SecureRandom().nextLong()) + ".part");
        try {
            SavedAudio audio = results.save(run, nameless, options);
            Path name = named(audio.mediaType().equals("audio/wav") ? WAV : FLAC);
            give(name, nameless, audio.attempts());
            return new SavedFile(audio, directory.resolve(name), name);
        } catch (SaveException e) {
            String message = String.valueOf(e.getMessage());
            throw new CommandFailedException(
                    Failure.of(e)
                            .withMessage(message.replace(
                                    nameless.getFileName().toString(),
                                    named(FLAC).toString())),
                    e);
        } finally {
            Files.deleteIfExists(nameless);
        }
    }

    private Path named(String extension) {
        return Path.of("tts-" + run + extension);
    }

    private void refuseIfTaken(Path name, int attempts) throws CommandFailedException {
        Path path = directory.resolve(name);
        if (Files.isDirectory(path)) {
            throw refusal(ErrorKind.FILE, name + " is a directory. Give the path of a file with -o", attempts);
        }
        if (!replace && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw refusal(ErrorKind.FILE_EXISTS, name + " exists", attempts);
        }
    }

    private void give(Path name, Path nameless, int attempts) throws CommandFailedException {
        Path path = directory.resolve(name);
        refuseIfTaken(name, attempts);
        try {
            if (replace) {
                Files.move(nameless, path, StandardCopyOption.ATOMIC_MOVE);
            } else {
                moveIfFree(nameless, path);
            }
        } catch (FileAlreadyExistsException e) {
            throw refusal(ErrorKind.FILE_EXISTS, name + " exists", attempts);
        } catch (IOException e) {
            throw refusal(ErrorKind.FILE, e.toString(), attempts);
        }
    }

    /** A link fails where somebody else has taken the name meanwhile; a move could replace what stands there. */
    private static void moveIfFree(Path nameless, Path path) throws IOException {
        try {
            Files.createLink(path, nameless);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(nameless, path);
        }
    }

    private CommandFailedException refusal(ErrorKind kind, String why, int attempts) {
        String message = "Run " + run + " was not saved: " + why + ".";
        return new CommandFailedException(
                Failure.onDisk(kind, Optional.of(run), message).withAttempts(attempts), null);
    }
}
