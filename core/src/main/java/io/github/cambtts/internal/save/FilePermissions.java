package io.github.cambtts.internal.save;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
 *
 * <p>Java cannot read an access control list, and shows the list's mask as the permissions of the group. It can copy a
 * list, with its file. So a file whose group has other permissions than everybody is copied, and the copy written anew.
 */
final class FilePermissions {

    /** The permissions of any new file. */
    static final FilePermissions DEFAULT = new FilePermissions(Path.of(""), null);

    private static final Set<OpenOption> AS_NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> AS_COPY =
            Set.of(StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path file;
    private final @Nullable PosixFileAttributes replaced;
    private boolean isCopied;

    private FilePermissions(Path file, @Nullable PosixFileAttributes replaced) {
        this.file = file;
        this.replaced = replaced;
    }

    /** Reads those of a file; the default ones if there is no such file, or the file system has no permissions. */
    static FilePermissions of(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            return view == null ? DEFAULT : new FilePermissions(file, view.readAttributes());
        } catch (NoSuchFileException e) {
            return DEFAULT;
        }
    }

    /** Returns these, unless they are the default ones. */
    FilePermissions or(FilePermissions other) {
        return replaced == null ? other : this;
    }

    /**
     * Creates the file to be written: until it is whole, only its owner has access.
     *
     * @throws FileAlreadyExistsException if there is a file of that name
     */
    FileChannel create(Path temporary) throws IOException {
        if (replaced == null) {
            return FileChannel.open(temporary, AS_NEW);
        }
        Set<PosixFilePermission> owners = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        owners.retainAll(replaced.permissions());
        if (!forAnyGroup(replaced.permissions()).equals(replaced.permissions()) && copyTo(temporary)) {
            FileChannel copy = FileChannel.open(temporary, AS_COPY);
            isCopied = true;
            Files.setPosixFilePermissions(temporary, owners);
            return copy;
        }
        return FileChannel.open(temporary, AS_NEW, PosixFilePermissions.asFileAttribute(owners));
    }

    /** Copies the file by way of a private directory: until a copy is complete, it has the permissions but no list. */
    private boolean copyTo(Path temporary) throws IOException {
        Path directory = Files.createTempDirectory(
                temporary.toAbsolutePath().getParent(),
                ".camb-tts-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path copy = directory.resolve("copy.part");
        try {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
            Files.move(copy, temporary);
            return true;
        } catch (IOException e) {
            // The file cannot be read, or the disk is full: its group then gets no more than everybody.
            return false;
        } finally {
            Files.deleteIfExists(copy);
            Files.delete(directory);
        }
    }

    /**
     * Sets these on a file that is whole.
     *
     * @param creator what created it
     */
    void giveTo(Path whole, FilePermissions creator) {
        PosixFileAttributeView view = Files.getFileAttributeView(whole, PosixFileAttributeView.class);
        if (view == null || replaced == null) {
            return;
        }
        boolean hasSameList = creator.isCopied && creator.file.equals(file);
        try {
            view.setPermissions(
                    giveGroupTo(view, replaced) && hasSameList
                            ? replaced.permissions()
                            : forAnyGroup(replaced.permissions()));
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
