package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryForceTest {

    @Test
    void aFileSystemThatForcesNothingToDiskIsAnErrorThatSaysSo(@TempDir Path directory) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("a.zip"), Map.of("create", "true"))) {
            FileSystemException refused =
                    assertThrows(FileSystemException.class, () -> DirectoryForce.open(zip.getPath("/a.flac")));
            assertTrue(refused.getReason().contains("leave withDurability() out"), refused::getReason);
        }
    }
}
