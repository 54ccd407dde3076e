package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A directory of recordings: {@code 123.flac} or {@code 123.wav} is the audio of run 123. */
final class RecordingDirectory {

    private final Path directory;

    RecordingDirectory(Path directory) {
        if (!Files.isDirectory(requireNonNull(directory, "directory"))) {
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
            Optional<Content> recording = content(directory.resolve(runId + "." + type));
            if (recording.isPresent()) {
                run.audio(recording.get(), "audio/" + type);
                return true;
            }
        }
        return false;
    }

    private Optional<Content> content(Path file) {
        try {
            // A link may lead to another recording of the directory, and not out of it.
            return Files.isRegularFile(file) && file.toRealPath().startsWith(directory.toRealPath())
                    ? Optional.of(new Stored(file, Files.size(file)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file, opened for each part that is sent: a recording of any size needs no memory, and no file is kept open.
     */
    private static final class Stored extends Content {

        private final Path file;
        private final long length;

        Stored(Path file, long length) {
            this.file = file;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        String definition() {
            try {
                return "file " + Files.getLastModifiedTime(file) + " " + length + " " + file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        byte at(long position) {
            byte[] one = new byte[1];
            copyBytes(position, one, 1);
            return one[0];
        }

        @Override
        void copyBytes(long position, byte[] target, int count) {
            ByteBuffer bytes = ByteBuffer.wrap(target, 0, count);
            try (FileChannel channel = FileChannel.open(file)) {
                while (bytes.hasRemaining()) {
                    if (channel.read(bytes, position + bytes.position()) < 0) {
                        throw new EOFException(file + " became shorter");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
