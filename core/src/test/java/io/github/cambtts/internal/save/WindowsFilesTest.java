package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.SaveException;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.Calls;
import io.github.cambtts.internal.recording.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saving on a file system like that of Windows: no permissions, names in any case, a directory that cannot be opened. */
class WindowsFilesTest {

    private static final byte[] AUDIO = {'f', 'L', 'a', 'C'};

    private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
    private final Path directory = windows.getPath("C:\\audio");

    @BeforeEach
    void createTheDirectory() throws IOException {
        Files.createDirectory(directory);
    }

    @AfterEach
    void close() throws IOException {
        windows.close();
    }

    private void save(Path path, SaveOptions options) throws IOException {
        Call call = Calls.save(this);
        try (TargetFile file = TargetFile.create(call, path, options)) {
            file.append(ByteBuffer.wrap(AUDIO));
            file.commit(Format.FLAC);
        } finally {
            call.finish(null);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFileIsSavedAndReplaced(boolean isDurable) throws IOException {
        SaveOptions options = isDurable ? SaveOptions.defaults().withDurability() : SaveOptions.defaults();
        Path target = directory.resolve("a.flac");
        save(target, options);
        assertArrayEquals(AUDIO, Files.readAllBytes(target));
        Files.writeString(target, "old");
        save(directory.resolve("A.FLAC"), options.withReplacing());
        assertArrayEquals(AUDIO, Files.readAllBytes(target));
        assertEquals(1, names().size(), () -> "also a temporary file");
    }

    @Test
    void aNameInAnotherCaseIsTakenAndShownAsItIsWritten() throws IOException {
        Files.writeString(directory.resolve("a.flac"), "old");
        SaveException refusal = assertThrows(
                SaveException.class, () -> save(windows.getPath("C:\\audio\\A.flac"), SaveOptions.defaults()));
        assertEquals(ErrorKind.FILE_EXISTS, refusal.kind());
        assertTrue(String.valueOf(refusal.getMessage()).contains("C:\\audio\\A.flac exists"), refusal::getMessage);
        assertEquals("old", Files.readString(directory.resolve("a.flac")));
        assertEquals(List.of("a.flac"), names());
    }
}
