package io.github.cambtts.cli;

import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory of recordings: {@code 123.flac} or {@code 123.wav} is the audio of run 123. */
final class RecordingDirectory {

    private final Path directory;

    RecordingDirectory(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException("There is no directory " + directory + ".");
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new IllegalArgumentException("The directory " + directory + " cannot be read.");
        }
        this.directory = directory;
    }

    /** Sets the recording of a run; returns false if there is none. */
    boolean script(long runId, FakeRun run) {
        for (String type : List.of("flac", "wav")) {
            Path file = directory.resolve(runId + "." + type);
            if (isInside(file)) {
                run.audio(Content.of(file), "audio/" + type);
                return true;
            }
        }
        return false;
    }

    /** A link may lead to another recording of the directory, and not out of it. */
    private boolean isInside(Path file) {
        try {
            return Files.isRegularFile(file) && file.toRealPath().startsWith(directory.toRealPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
