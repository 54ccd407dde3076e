package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
class FilePermissionsTest {

    private static final int OTHER_GROUP = 1;

    @TempDir
    Path directory = Path.of("");

    @Test
    void aReplacementHasTheGroupThatItsPermissionsAreFor() throws IOException {
        Path old = Files.createFile(directory.resolve("old"));
        Path whole = directory.resolve("new");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        try {
            Files.setAttribute(old, "unix:gid", OTHER_GROUP);
        } catch (IOException e) {
            assumeTrue(false, "this user may not give a file to another group");
        }
        replace(old, whole);
        assertEquals(OTHER_GROUP, Files.getAttribute(whole, "unix:gid"));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)));
    }

    @Test
    void aReplacementHasTheAccessControlListAndNoWiderPermissions() throws Exception {
        Path old = Files.writeString(directory.resolve("old"), "the old file");
        Path whole = directory.resolve("new");
        assumeTrue(run("setfacl", "-m", "g::---,u:1:rw", old.toString()) != null, "there is no setfacl");
        assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(old)));
        replace(old, whole);
        assertEquals(run("getfacl", "-c", "-n", old.toString()), run("getfacl", "-c", "-n", whole.toString()));
        assertEquals(0, Files.size(whole));
    }

    @Test
    void withoutTheListItsMaskIsNotTakenForThePermissionsOfTheGroup() throws IOException {
        Path old = Files.createFile(directory.resolve("old"));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-rw-r--"));
        Path whole = Files.createFile(directory.resolve("new"));
        FilePermissions.of(old).giveTo(whole, FilePermissions.DEFAULT);
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)));
    }

    private static void replace(Path old, Path whole) throws IOException {
        FilePermissions permissions = FilePermissions.of(old);
        permissions.create(whole).close();
        permissions.giveTo(whole, permissions);
    }

    /** Returns what a command prints; null if it cannot be run. */
    private static @Nullable String run(String... command) throws InterruptedException, IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return null;
        }
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? printed : null;
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----, rw-------", "rw-r--r--, rw-r--r--", "rw-rw-r--, rw-r--r--", "rw----r--, rw-------"})
    void whereTheGroupCannotBeKeptNobodyGetsMoreThanBefore(String before, String after) {
        assertEquals(
                after,
                PosixFilePermissions.toString(FilePermissions.forAnyGroup(PosixFilePermissions.fromString(before))));
    }
}
