package io.github.cambtts.internal.save;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.LibraryLog;
import io.github.cambtts.internal.recording.Format;
import io.github.cambtts.internal.text.PlainText;
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
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being saved: written under a temporary name beside its target, and moved there in one step when it is
 * whole.
 *
 * <p>Until then the target is unchanged, whatever happens. The temporary name is {@code .camb-tts-}, random digits and
 * {@code .part}; a process that is killed leaves that file behind, and its name is not that of audio.
 */
final class TargetFile implements Sink, Closeable {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_NAMES_TRIED = 10;
    private static final int MAX_PATH_CHARS = 4096;

    private final Call call;
    private final Path named;
    private final Path temporary;
    private final FileChannel channel;
    private final SaveOptions options;
    private final FilePermissions replaced;
    private long size;
    private boolean committed;

    private TargetFile(
            Call call, Path named, Path temporary, FileChannel channel, SaveOptions options, FilePermissions replaced) {
        this.call = call;
        this.named = named;
        this.temporary = temporary;
        this.channel = channel;
        this.options = options;
        this.replaced = replaced;
    }

    /** Checks the target and creates the temporary file, before anything is sent. */
    static TargetFile create(Call call, Path path, SaveOptions options) throws TtsException {
        Path named = path.toAbsolutePath();
        try {
            Path target = named;
            FilePermissions replaced = FilePermissions.DEFAULT;
            for (Path name : possibleNames(named, options)) {
                target = checked(name, options);
                replaced = FilePermissions.of(target).or(replaced);
            }
            if (options.isDurable()) {
                // Some directories cannot be forced to disk: fail now and not after the file has been saved.
                try (DirectoryForce directory = DirectoryForce.open(target)) {
                    directory.force();
                }
            }
            for (int tried = 1; ; tried++) {
                Path temporary = target.resolveSibling(".camb-tts-" + Long.toHexString(RANDOM.nextLong()) + ".part");
                try {
                    return new TargetFile(call, named, temporary, replaced.create(temporary), options, replaced);
                } catch (FileAlreadyExistsException e) {
                    if (tried == MAX_NAMES_TRIED) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw failure(call, path, e);
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

    /** Returns the path of the file to write: what a symbolic link points to, if that is to be replaced. */
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
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            // A file would take the place of the device or the pipe.
            throw new FileSystemException(
                    target.toString(), null, "is not a regular file; give another path, or write to it with saveTo");
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
    public boolean isReadAlong() {
        return false;
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
    public boolean canRestart() {
        return true;
    }

    @Override
    public void restart() throws IOException {
        if (size > 0) {
            channel.truncate(0);
            size = 0;
        }
    }

    /**
     * Puts the file in place in one step. A failure before it leaves the directory unchanged; one after it removes a
     * new file again, but cannot restore a replaced one.
     */
    Path commit(Format format) throws TtsException {
        try {
            Path target = checked(nameFor(format, named, options), options);
            FilePermissions.of(target).or(replaced).giveTo(temporary, replaced);
            if (options.isDurable()) {
                channel.force(true);
            }
            try (DirectoryForce directory = options.isDurable() ? DirectoryForce.open(target) : DirectoryForce.NONE) {
                channel.close();
                call.beginCommit();
                place(target);
                forceOrUndo(directory, target);
            }
            return target;
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : failure(e);
        }
    }

    private void place(Path target) throws IOException {
        if (options.isReplacing()) {
            move(target);
        } else {
            linkNew(target);
        }
        committed = true;
    }

    private void forceOrUndo(DirectoryForce directory, Path target) throws IOException {
        try {
            directory.force();
        } catch (IOException e) {
            // A replaced file cannot be restored; a new file can be removed again.
            if (!options.isReplacing()) {
                Files.deleteIfExists(target);
            }
            throw e;
        }
    }

    /** Takes the name only if it is free: creating a link fails where a move would silently replace. */
    private void linkNew(Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            // No hard links here (FAT, some network file systems): take the name with an empty file, then replace that.
            Files.createFile(target);
            moveOrUndo(target);
            return;
        }
        deleteOrUndo(target);
    }

    /** An atomic move replaces on the usual file systems; zipfs needs the option for it. */
    private void move(Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void moveOrUndo(Path target) throws IOException {
        try {
            move(target);
        } catch (IOException e) {
            Files.deleteIfExists(target);
            throw e;
        }
    }

    private void deleteOrUndo(Path target) throws IOException {
        try {
            Files.delete(temporary);
        } catch (IOException e) {
            if (!isDeleted(target)) {
                // An append-only directory keeps both names of the file, which is whole: it is saved.
                LibraryLog.warn(
                        "The temporary name of a saved file cannot be removed: " + shown(temporary.toString()), e);
                return;
            }
            throw e;
        }
    }

    private static boolean isDeleted(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public TtsException failure(IOException e) {
        return failure(call, named, e);
    }

    static TtsException failure(Call call, Path path, IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return call.ended(ErrorKind.CANCELLED, null);
        }
        if (e instanceof FileAlreadyExistsException taken) {
            return call.failure(
                    ErrorKind.FILE_EXISTS,
                    "Run " + call.runId() + " was not saved: " + shown(taken.getFile())
                            + " exists. Choose another path, or replace it with SaveOptions.withReplacing().",
                    e);
        }
        return call.failure(
                ErrorKind.FILE,
                "Run " + call.runId() + " was not saved at " + shown(named(path, e)) + ": " + reason(e) + ".",
                e);
    }

    /** With an extension, the file that failed has another name than the path that was given. */
    private static String named(Path path, IOException e) {
        @Nullable String file = e instanceof FileSystemException system ? system.getFile() : null;
        return file != null && file.startsWith(path.toAbsolutePath().toString()) ? file : path.toString();
    }

    /** A path may contain any character, even line ends. */
    private static String shown(String path) {
        return PlainText.of(path, MAX_PATH_CHARS);
    }

    private static String reason(IOException e) {
        @Nullable String reason = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "no permission to write there; choose a directory that this process may write to";
        }
        if (reason == null && e instanceof NoSuchFileException) {
            return "the temporary file beside it was deleted, or the file system does not allow that name";
        }
        String said = reason == null
                ? e.getClass().getSimpleName()
                : reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
        // What the operating system says has no advice.
        return said.contains("; ") ? said : said + "; check the directory, and the space on its disk";
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
