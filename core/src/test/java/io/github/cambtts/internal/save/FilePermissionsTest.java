package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilePermissionsTest {

    private static final int OTHER_GROUP = 1;

    @TempDir
    Path directory = Path.of("");

    @Test
    void aReplacementHasTheGroupThatItsPermissionsAreFor() throws IOException {
        Path old = Files.createFile(directory.resolve("old"));
        Path whole = Files.createFile(directory.resolve("new"));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-r-----"));
        try {
            Files.setAttribute(old, "unix:gid", OTHER_GROUP);
        } catch (IOException e) {
            assumeTrue(false, "this user may not give a file to another group");
        }
        FilePermissions.of(old).giveTo(whole);
        assertEquals(OTHER_GROUP, Files.getAttribute(whole, "unix:gid"));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)));
    }

    @ParameterizedTest
    @CsvSource({"rw-r-----, rw-------", "rw-r--r--, rw-r--r--", "rw-rw-r--, rw-r--r--", "rw----r--, rw-------"})
    void whereTheGroupCannotBeKeptNobodyGetsMoreThanBefore(String before, String after) {
        assertEquals(
                after,
                PosixFilePermissions.toString(FilePermissions.forAnyGroup(PosixFilePermissions.fromString(before))));
    }
}
