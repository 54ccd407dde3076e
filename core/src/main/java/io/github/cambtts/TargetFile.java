package io.github.cambtts;

import io.github.cambtts.recording.Format;
import io.github.cambtts.recording.Recording;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file in the making: written under another name beside its target, and moved there in one step when it is whole.
 *
 * <p>Until then the target is as it was, whatever happens. The other name is {@code .camb-tts-} and random digits; a
 * process that is killed leaves it behind, and nothing ever takes it for audio.
 */
final class TargetFile implements Sink, Closeable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_NAMES_TRIED = 10;

    private final Path named;
    private final Path temporary;
    private final FileChannel channel;
    private final SaveOptions options;
    private long size;
    private boolean committed;

    private TargetFile(Path named, Path temporary, FileChannel channel, SaveOptions options) {
        this.named = named;
        this.temporary = temporary;
        this.channel = channel;
        this.options = options;
    }

    /** Checks the target and creates the temporary file; nothing has been sent by then. */
    static TargetFile create(Path path, SaveOptions options, Operation operation) throws TtsException {
        Path named = path.toAbsolutePath();
        try {
            Path target = named;
            for (Path name : possibleNames(named, options)) {
                target = checked(name, options);
            }
            for (int tried = 1; ; tried++) {
                Path temporary = target.resolveSibling(".camb-tts-" + Long.toHexString(RANDOM.nextLong()) + ".part");
                try {
                    FileChannel channel = FileChannel.open(
                            temporary,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
                    return new TargetFile(named, temporary, channel, options);
                } catch (FileAlreadyExistsException e) {
                    if (tried == MOST_NAMES_TRIED) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw failure(path, e, operation);
        }
    }

    private static List<Path> possibleNames(Path named, SaveOptions options) {
        return Stream.of(Format.FLAC, Format.WAV)
                .map(format -> nameFor(format, named, options))
                .distinct()
                .toList();
    }

    private static Path nameFor(Format format, Path named, SaveOptions options) {
        return options.isExtending() && named.getFileName() != null
                ? named.resolveSibling(named.getFileName() + format.extension())
                : named;
    }

    /** Returns where the file shall stand: behind a symbolic link if that is to be replaced. */
    private static Path checked(Path target, SaveOptions options) throws IOException {
        Path parent = target.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new FileSystemException(target.toString(), null, "its directory does not exist; create it first");
        }
        BasicFileAttributes there;
        try {
            there = Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return target;
        }
        if (there.isDirectory() || (there.isSymbolicLink() && Files.isDirectory(target))) {
            throw new FileSystemException(target.toString(), null, "is a directory; give the path of a file");
        }
        if (!options.isReplacing()) {
            throw new FileAlreadyExistsException(target.toString());
        }
        try {
            return there.isSymbolicLink() ? target.toRealPath() : target;
        } catch (NoSuchFileException e) {
            throw new FileSystemException(target.toString(), null, "is a symbolic link to nothing; remove it first");
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += channel.write(bytes);
        }
    }

    @Override
    public boolean endsWith(ByteBuffer bytes, long position) throws IOException {
        if (position < 0 || size - position != bytes.remaining()) {
            return false;
        }
        ByteBuffer there = ByteBuffer.allocate(bytes.remaining());
        while (there.hasRemaining()) {
            if (channel.read(there, position + there.position()) < 0) {
                return false;
            }
        }
        return there.flip().equals(bytes);
    }

    @Override
    public boolean restart() throws IOException {
        if (size > 0) {
            channel.truncate(0);
            size = 0;
        }
        return true;
    }

    @Override
    public Recording examine() throws IOException {
        return Recording.examine(channel);
    }

    /** Puts the file in place in one step. */
    Path commit(Format format, Operation operation) throws TtsException {
        try {
            Path target = checked(nameFor(format, named, options), options);
            if (options.isDurable()) {
                channel.force(true);
            }
            channel.close();
            operation.beginCommit();
            if (options.isReplacing()) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                linkNew(target);
            }
            committed = true;
            if (options.isDurable()) {
                forceDirectory(target);
            }
            return target;
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : failure(e, operation);
        }
    }

    /** Takes the name only if nobody has it: a link fails where a move would silently replace. */
    private void linkNew(Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links here (FAT, some network file systems): take the name with an empty file, then replace that.
            Files.createFile(target);
            moveOntoReserved(target);
            return;
        }
        Files.delete(temporary);
    }

    private void moveOntoReserved(Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private static void forceDirectory(Path target) throws IOException {
        Path directory = target.getParent();
        if (directory != null) {
            try (FileChannel open = FileChannel.open(directory, StandardOpenOption.READ)) {
                open.force(true);
            }
        }
    }

    @Override
    public TtsException failure(IOException e, Operation operation) {
        return failure(named, e, operation);
    }

    static TtsException failure(Path path, IOException e, Operation operation) {
        if (Thread.currentThread().isInterrupted()) {
            return operation.failure(ErrorKind.CANCELLED, null);
        }
        if (e instanceof FileAlreadyExistsException taken) {
            return TtsException.of(
                    ErrorKind.FILE_EXISTS,
                    "Run " + operation.runId() + " was not saved: " + taken.getFile()
                            + " exists. Choose another path, or ask for" + " replacing.",
                    operation.call(0, null),
                    e);
        }
        return TtsException.of(
                ErrorKind.FILE,
                "Run " + operation.runId() + " was not saved at " + path + ": " + reason(e) + ".",
                operation.call(0, null),
                e);
    }

    private static String reason(IOException e) {
        @Nullable String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "no permission to write there; choose a directory that this process may write to";
        }
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** Removes the temporary file, unless it has become the target. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (!committed) {
                Files.deleteIfExists(temporary);
            }
        }
    }
}
