package io.github.cambtts.internal.save;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The POSIX permissions that a file is to have: those of the file it replaces or, if there is none, the default ones.
 */
final class FilePermissions {

    /** The permissions of any new file. */
    static final FilePermissions DEFAULT = new FilePermissions(null);

    private final @Nullable Set<PosixFilePermission> permissions;

    private FilePermissions(@Nullable Set<PosixFilePermission> permissions) {
        this.permissions = permissions;
    }

    /** Reads those of a file; the default ones if there is no such file, or the file system has no permissions. */
    static FilePermissions of(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            return view == null
                    ? DEFAULT
                    : new FilePermissions(view.readAttributes().permissions());
        } catch (NoSuchFileException e) {
            return DEFAULT;
        }
    }

    /** Returns these, unless they are the default ones. */
    FilePermissions or(FilePermissions other) {
        return permissions == null ? other : this;
    }

    /**
     * Returns the attributes to create the file with: while it is written, only its owner has access, and never more
     * than afterwards.
     */
    FileAttribute<?>[] whileWriting() {
        if (permissions == null) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> owners = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        owners.retainAll(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owners)};
    }

    /** Sets these permissions on a file that is whole. */
    void giveTo(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || permissions == null) {
            return;
        }
        try {
            view.setPermissions(permissions);
        } catch (IOException e) {
            // The file keeps the fewer permissions that it was written with: that is no reason to fail.
            return;
        }
    }
}
