package io.github.cambtts.internal.save;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Forces a directory's entries to disk; opened before the new entry is created. */
final class DirectoryForce implements Closeable {

    /** Forces nothing. */
    static final DirectoryForce NONE = new DirectoryForce(null);

    /** Not a {@code FileChannel}: an interrupt would close it, and the file already has its name by then. */
    private final @Nullable AsynchronousFileChannel directory;

    private DirectoryForce(@Nullable AsynchronousFileChannel directory) {
        this.directory = directory;
    }

    /** Opens the directory that a file is in. */
    static DirectoryForce open(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || directory.getFileSystem().getSeparator().equals("\\")) {
            // Windows opens no directory as a file.
            return NONE;
        }
        try {
            return new DirectoryForce(AsynchronousFileChannel.open(directory, StandardOpenOption.READ));
        } catch (IOException | UnsupportedOperationException e) {
            String advice = e instanceof IOException
                    ? "choose one that this process may read"
                    : "this file system forces nothing to disk: leave withDurability() out";
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "its directory cannot be opened, which withDurability() needs; " + advice);
        }
    }

    void force() throws IOException {
        if (directory != null) {
            directory.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }
}
