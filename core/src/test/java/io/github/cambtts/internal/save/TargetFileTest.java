package io.github.cambtts.internal.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.SaveException;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.Calls;
import io.github.cambtts.internal.recording.Format;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetFileTest {

    private static final byte[] AUDIO = "fLaC audio".getBytes(StandardCharsets.US_ASCII);

    private Call call = Calls.save(this);

    @TempDir
    private Path directory;

    @AfterEach
    void finish() {
        call.finish(null);
    }

    private TargetFile create(Path path, SaveOptions options) throws TtsException {
        // Each save is a call of its own.
        call.finish(null);
        call = Calls.save(this);
        return TargetFile.create(call, path, options);
    }

    private Path save(Path path, SaveOptions options) throws IOException {
        try (TargetFile file = create(path, options)) {
            file.append(ByteBuffer.wrap(AUDIO));
            return file.commit(Format.FLAC);
        }
    }

    private SaveException refusal(Path path, SaveOptions options) {
        return assertThrows(SaveException.class, () -> create(path, options));
    }

    private Set<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void aNewFileIsAtItsTargetAndThereIsNothingElse() throws IOException {
        Path target = directory.resolve("a.flac");
        for (SaveOptions options :
                List.of(SaveOptions.defaults(), SaveOptions.defaults().withDurability())) {
            save(target, options);
            assertArrayEquals(AUDIO, Files.readAllBytes(target));
            assertEquals(Set.of("a.flac"), names());
            Files.delete(target);
        }
    }

    @Test
    void beforeTheCommitThereIsNothingAtTheTarget() throws IOException {
        Path target = directory.resolve("a.flac");
        try (TargetFile file = create(target, SaveOptions.defaults())) {
            file.append(ByteBuffer.wrap(AUDIO));
            assertFalse(Files.exists(target));
        }
        assertEquals(Set.of(), names());
    }

    @Test
    void anExistingFileIsRefusedAndUnchanged() throws IOException {
        Path target = Files.writeString(directory.resolve("a.flac"), "old");
        assertEquals(
                ErrorKind.FILE_EXISTS, refusal(target, SaveOptions.defaults()).kind());
        assertEquals("old", Files.readString(target));
        assertEquals(Set.of("a.flac"), names());
    }

    @Test
    void aFileThatWasCreatedMeanwhileIsKept() throws IOException {
        Path target = directory.resolve("a.flac");
        try (TargetFile file = create(target, SaveOptions.defaults())) {
            file.append(ByteBuffer.wrap(AUDIO));
            Files.writeString(target, "other");
            SaveException lost = assertThrows(SaveException.class, () -> file.commit(Format.FLAC));
            assertEquals(ErrorKind.FILE_EXISTS, lost.kind());
        }
        assertEquals("other", Files.readString(target));
        assertEquals(Set.of("a.flac"), names());
    }

    @Test
    void anExistingFileIsReplacedWhenAskedFor() throws IOException {
        Path target = Files.writeString(directory.resolve("a.flac"), "an old file that is longer than the new one");
        save(target, SaveOptions.defaults().withReplacing());
        assertArrayEquals(AUDIO, Files.readAllBytes(target));
        assertEquals(Set.of("a.flac"), names());
    }

    @Test
    void theExtensionFollowsTheFormatAndNeitherNameMayBeTaken() throws IOException {
        SaveOptions extending = SaveOptions.defaults().withExtension();
        try (TargetFile file = create(directory.resolve("a"), extending)) {
            file.append(ByteBuffer.wrap(AUDIO));
            assertEquals(directory.resolve("a.wav"), file.commit(Format.WAV));
        }
        assertEquals(Set.of("a.wav"), names());
        String message = refusal(directory.resolve("a"), extending).getMessage();
        assertTrue(message.contains("a.wav exists"), message);
        try (TargetFile file = create(directory.resolve("a"), extending.withReplacing())) {
            file.append(ByteBuffer.wrap(AUDIO));
            assertEquals(directory.resolve("a.flac"), file.commit(Format.FLAC));
        }
        assertEquals(Set.of("a.wav", "a.flac"), names());
    }

    @Test
    void aDirectoryIsRefused() {
        for (SaveOptions options :
                List.of(SaveOptions.defaults(), SaveOptions.defaults().withReplacing())) {
            SaveException refused = refusal(directory, options);
            assertEquals(ErrorKind.FILE, refused.kind());
            assertTrue(refused.getMessage().contains("is a directory"), refused.getMessage());
        }
    }

    @Test
    void aTargetThatBecomesADirectoryIsUnchanged() throws IOException {
        Path target = directory.resolve("a.flac");
        try (TargetFile file = create(target, SaveOptions.defaults().withReplacing())) {
            file.append(ByteBuffer.wrap(AUDIO));
            Files.createDirectory(target);
            assertEquals(
                    ErrorKind.FILE,
                    assertThrows(SaveException.class, () -> file.commit(Format.FLAC))
                            .kind());
        }
        assertTrue(Files.isDirectory(target));
        assertEquals(Set.of("a.flac"), names());
    }

    @Test
    void aMissingDirectoryIsRefusedAndNotCreated() {
        SaveException refused = refusal(directory.resolve("no/a.flac"), SaveOptions.defaults());
        assertTrue(refused.getMessage().contains("create it first"), refused.getMessage());
        assertFalse(Files.exists(directory.resolve("no")));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void aDirectoryWithoutPermissionIsRefused() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeTrue(!Files.isWritable(locked), "this user may write everywhere");
            SaveException refused = refusal(locked.resolve("a.flac"), SaveOptions.defaults());
            assertEquals(ErrorKind.FILE, refused.kind());
            assertTrue(refused.getMessage().contains("no permission"), refused.getMessage());
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void aDirectoryThatCannotBeForcedToDiskIsRefusedBeforeAnythingIsWritten() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Path target = Files.writeString(locked.resolve("a.flac"), "old");
        SaveOptions durable = SaveOptions.defaults().withReplacing().withDurability();
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("-wx-wx-wx"));
        try {
            assumeTrue(!Files.isReadable(locked), "this user may read everywhere");
            SaveException refused = refusal(target, durable);
            assertEquals(ErrorKind.FILE, refused.kind());
            assertTrue(refused.getMessage().contains("durable"), refused.getMessage());
            save(target, SaveOptions.defaults().withReplacing());
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertArrayEquals(AUDIO, Files.readAllBytes(target));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void aDirectoryThatCanNoLongerBeForcedToDiskLeavesTheOldFile() throws IOException {
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Path target = Files.writeString(locked.resolve("a.flac"), "old");
        Path free = locked.resolve("b.flac");
        SaveOptions durable = SaveOptions.defaults().withDurability();
        try (TargetFile replacing = create(target, durable.withReplacing());
                TargetFile linking = create(free, durable)) {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("-wx-wx-wx"));
            assumeTrue(!Files.isReadable(locked), "this user may read everywhere");
            for (TargetFile file : List.of(replacing, linking)) {
                file.append(ByteBuffer.wrap(AUDIO));
                assertThrows(SaveException.class, () -> file.commit(Format.FLAC));
            }
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertEquals("old", Files.readString(target));
        assertFalse(Files.exists(free));
    }

    @Test
    void anInterruptDoesNotKeepADirectoryFromBeingForced() throws IOException {
        // The file has its name by then: the save succeeds, and the interrupt flag stays set.
        try (DirectoryForce force = DirectoryForce.open(directory.resolve("a.flac"))) {
            Thread.currentThread().interrupt();
            force.force();
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----", "r--------", "rw-rw-rw-", "rwxr-x--x"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void aReplacementHasThePermissionsOfTheOldFileAndNeverMore(String mode) throws IOException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        Path target = Files.writeString(directory.resolve("a.flac"), "old");
        Files.setPosixFilePermissions(target, permissions);
        try (TargetFile file = create(target, SaveOptions.defaults().withReplacing())) {
            for (String name : names()) {
                assertTrue(
                        permissions.containsAll(Files.getPosixFilePermissions(directory.resolve(name))),
                        () -> name + " has more permissions than the file it replaces");
            }
            file.append(ByteBuffer.wrap(AUDIO));
            file.commit(Format.FLAC);
        }
        assertEquals(permissions, Files.getPosixFilePermissions(target));
        assertArrayEquals(AUDIO, Files.readAllBytes(target));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void aReplacementHasThePermissionsThatTheOldFileHasAtTheEnd() throws IOException {
        Path target = Files.writeString(directory.resolve("a.flac"), "old");
        try (TargetFile file = create(target, SaveOptions.defaults().withReplacing())) {
            file.append(ByteBuffer.wrap(AUDIO));
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            file.commit(Format.FLAC);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void aFileBehindASymbolicLinkKeepsItsPermissions() throws IOException {
        Path real = Files.writeString(directory.resolve("real.flac"), "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-------"));
        Path link = Files.createSymbolicLink(directory.resolve("a.flac"), real);
        save(link, SaveOptions.defaults().withReplacing());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(real)));
    }

    @Test
    void replacingFollowsASymbolicLinkAndKeepsIt() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path real = Files.writeString(elsewhere.resolve("real.flac"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("a.flac"), real);
        save(link, SaveOptions.defaults().withReplacing());
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(AUDIO, Files.readAllBytes(real));
    }

    @Test
    void aSymbolicLinkCountsAsExistingEvenIfItPointsToNothing() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("a.flac"), directory.resolve("nowhere"));
        assertEquals(
                ErrorKind.FILE_EXISTS, refusal(link, SaveOptions.defaults()).kind());
        assertEquals(
                ErrorKind.FILE,
                refusal(link, SaveOptions.defaults().withReplacing()).kind());
        assertTrue(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void theLongestNameThatTheFileSystemTakesIsSaved() throws IOException {
        Path target = directory.resolve("a".repeat(250) + ".flac");
        save(target, SaveOptions.defaults());
        assertTrue(Files.exists(target));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no POSIX permissions")
    void theFileHasTheModeThatAnyNewFileHas() throws IOException {
        Path usual = Files.createFile(directory.resolve("usual"));
        Path target = save(directory.resolve("a.flac"), SaveOptions.defaults());
        assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(target));
    }

    @Test
    void aFullDiskIsATypedErrorAndLeavesNothing() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "no /dev/full here");
        IOException noSpace = assertThrows(IOException.class, () -> Files.write(full, AUDIO));
        try (TargetFile file = create(directory.resolve("a.flac"), SaveOptions.defaults())) {
            TtsException failure = file.failure(noSpace);
            assertEquals(ErrorKind.FILE, failure.kind());
            assertTrue(failure.getMessage().contains("No space left on device"), failure.getMessage());
        }
        assertEquals(Set.of(), names());
    }

    @Test
    void anInterruptWhileWritingIsACancellation() throws IOException {
        try (TargetFile file = create(directory.resolve("a.flac"), SaveOptions.defaults())) {
            Thread.currentThread().interrupt();
            IOException closed = assertThrows(ClosedChannelException.class, () -> file.append(ByteBuffer.wrap(AUDIO)));
            assertEquals(ErrorKind.CANCELLED, file.failure(closed).kind());
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(Set.of(), names());
    }

    @Test
    void writtenBytesAreComparedAndCanBeDiscarded() throws IOException {
        try (TargetFile file = create(directory.resolve("a.flac"), SaveOptions.defaults())) {
            file.append(ByteBuffer.wrap(AUDIO));
            assertTrue(file.endsWith(ByteBuffer.wrap(AUDIO, 4, 6), 4));
            assertFalse(file.endsWith(ByteBuffer.wrap(AUDIO, 4, 5), 4));
            assertFalse(file.endsWith(ByteBuffer.wrap(AUDIO, 3, 6), 4));
            assertTrue(file.canRestart());
            file.restart();
            assertEquals(0, file.size());
            file.append(ByteBuffer.wrap(AUDIO, 0, 4));
            file.commit(Format.FLAC);
        }
        assertEquals("fLaC", Files.readString(directory.resolve("a.flac")));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no named pipes in directories")
    void aPipeIsNeverReplaced() throws Exception {
        Path pipe = directory.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "there is no mkfifo");
        Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
        for (Path path : List.of(pipe, link)) {
            String message = String.valueOf(
                    refusal(path, SaveOptions.defaults().withReplacing()).getMessage());
            assertTrue(message.contains("is not a regular file"), message);
        }
        assertEquals(Set.of("pipe", "link"), names());
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void aFileIsSavedWithoutHardLinksToo() throws IOException {
        Path archive = directory.resolve("a.zip");
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path saved = save(zip.getPath("/a.flac"), SaveOptions.defaults());
            assertArrayEquals(AUDIO, Files.readAllBytes(saved));
            assertEquals(
                    ErrorKind.FILE_EXISTS,
                    refusal(zip.getPath("/a.flac"), SaveOptions.defaults()).kind());
            save(zip.getPath("/a.flac"), SaveOptions.defaults().withReplacing());
            try (Stream<Path> files = Files.list(zip.getPath("/"))) {
                assertEquals(1, files.count());
            }
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "it needs /dev/null")
    void aTargetThatIsNoFileIsNeverToBeReplaced() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/dev/null"));
        for (Path target : List.of(Path.of("/dev/null"), link)) {
            for (SaveOptions options :
                    List.of(SaveOptions.defaults(), SaveOptions.defaults().withReplacing())) {
                SaveException refusal = refusal(target, options);
                assertEquals(ErrorKind.FILE, refusal.kind());
                assertTrue(String.valueOf(refusal.getMessage()).contains("not a regular file"), refusal::getMessage);
            }
        }
    }

    @Test
    void anExistingFileIsReportedWithTheOptionThatReplacesIt() throws IOException {
        SaveException refusal = refusal(Files.createFile(directory.resolve("a")), SaveOptions.defaults());
        assertTrue(String.valueOf(refusal.getMessage()).contains("SaveOptions.withReplacing()"), refusal::getMessage);
    }

    @Test
    void aDeletedTemporaryFileIsExplained() throws IOException {
        for (SaveOptions options :
                List.of(SaveOptions.defaults(), SaveOptions.defaults().withReplacing())) {
            try (TargetFile file = create(directory.resolve("a"), options)) {
                for (String name : names()) {
                    Files.delete(directory.resolve(name));
                }
                SaveException refusal = assertThrows(SaveException.class, () -> file.commit(Format.FLAC));
                assertFalse(String.valueOf(refusal.getMessage()).contains("NoSuchFile"), refusal::getMessage);
                assertTrue(String.valueOf(refusal.getMessage()).contains("was deleted"), refusal::getMessage);
            }
        }
    }

    /** The temporary file cannot be removed there, and neither can the target: it is whole, so the save has succeeded. */
    @Test
    void inAnAppendOnlyDirectoryAFileIsSaved() throws Exception {
        Path target = directory.resolve("a.flac");
        assumeTrue(ranChattr("+a"), "this user or file system has no append-only directories");
        try {
            save(target, SaveOptions.defaults());
            assertArrayEquals(AUDIO, Files.readAllBytes(target));
        } finally {
            assertTrue(ranChattr("-a"));
        }
    }

    private boolean ranChattr(String mode) throws InterruptedException {
        try {
            return new ProcessBuilder("chattr", mode, directory.toString())
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aReasonEndsWithOneStop() {
        String message = String.valueOf(TargetFile.failure(call, directory, new IOException("It broke."))
                .getMessage());
        assertTrue(message.endsWith("broke; check the directory, and the space on its disk."), message);
    }

    @Test
    void aPathIsShownOnOneLine() {
        SaveException refusal = refusal(directory.resolve("no\nsuch\u001b[31m").resolve("a"), SaveOptions.defaults());
        assertTrue(String.valueOf(refusal.getMessage()).contains("no\\u000asuch\\u001b"), refusal::getMessage);
    }
}
