package io.github.cambtts.internal.save;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The POSIX permissions and the group that a file is to have: those of the file it replaces or, if there is none, the
 * default ones.
 */
final class FilePermissions {

    /** The permissions of any new file. */
    static final FilePermissions DEFAULT = new FilePermissions(null);

    private final @Nullable PosixFileAttributes replaced;

    private FilePermissions(@Nullable PosixFileAttributes replaced) {
        this.replaced = replaced;
    }

    /** Reads those of a file; the default ones if there is no such file, or the file system has no permissions. */
    static FilePermissions of(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            return view == null ? DEFAULT : new FilePermissions(view.readAttributes());
        } catch (NoSuchFileException e) {
            return DEFAULT;
        }
    }

    /** Returns these, unless they are the default ones. */
    FilePermissions or(FilePermissions other) {
        return replaced == null ? other : this;
    }

    /**
     * Returns the attributes to create the file with: while it is written, only its owner has access, and never more
     * than afterwards.
     */
    FileAttribute<?>[] whileWriting() {
        if (replaced == null) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> owners = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        owners.retainAll(replaced.permissions());
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owners)};
    }

    /** Sets these on a file that is whole. */
    void giveTo(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || replaced == null) {
            return;
        }
        try {
            view.setPermissions(
                    giveGroupTo(view, replaced) ? replaced.permissions() : forAnyGroup(replaced.permissions()));
        } catch (IOException e) {
            // The file keeps the fewer permissions that it was written with: that is no reason to fail.
            return;
        }
    }

    private static boolean giveGroupTo(PosixFileAttributeView view, PosixFileAttributes replaced) throws IOException {
        if (view.readAttributes().group().equals(replaced.group())) {
            return true;
        }
        try {
            view.setGroup(replaced.group());
            return true;
        } catch (IOException e) {
            // Only a member of a group, or root, may give a file to it.
            return false;
        }
    }

    /** Gives to a group and to others only what both had: whoever was in one class may be in the other one now. */
    static Set<PosixFilePermission> forAnyGroup(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> left = EnumSet.noneOf(PosixFilePermission.class);
        left.addAll(permissions);
        keepBoth(left, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        keepBoth(left, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
        keepBoth(left, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
        return left;
    }

    private static void keepBoth(Set<PosixFilePermission> left, PosixFilePermission group, PosixFilePermission others) {
        if (!left.containsAll(Set.of(group, others))) {
            left.removeAll(Set.of(group, others));
        }
    }
}
