package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host gives as the target of a save, and what it holds when the client is closed. */
class SaveTargetsTest {

    private static final RunId RUN = RunId.of(7);

    @TempDir
    Path directory;

    @Test
    void whatIsReadAlongIsWrittenAsItArrives() throws IOException {
        byte[] audio = FakeTransport.audio();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        List<Integer> writtenBefore = new ArrayList<>();
        ByteBuffer left = ByteBuffer.wrap(audio);
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.response(
                200,
                Map.of("content-type", "audio/flac"),
                target -> {
                    writtenBefore.add(written.size());
                    if (!left.hasRemaining()) {
                        return -1;
                    }
                    target.put(left.get());
                    return 1;
                },
                () -> {}));
        try (TtsResults results = transport.results()) {
            results.saveTo(RUN, written, SaveOptions.defaults());
        }
        int middle = writtenBefore.size() / 2;
        assertEquals(middle, writtenBefore.get(middle));
    }

    @Test
    void anExceptionOfTheTargetIsTheTargetsWhateverItIs() {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        for (ErrorKind kind : List.of(ErrorKind.SERVER, ErrorKind.RESET, ErrorKind.CANCELLED)) {
            OutputStream target = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw TtsException.builder(kind, RunId.of(9)).build();
                }
            };
            try (TtsResults results = transport.results()) {
                SaveException failure =
                        assertThrows(SaveException.class, () -> results.saveTo(RUN, target, SaveOptions.defaults()));
                assertEquals(RUN, failure.subject());
            }
        }
        assertEquals(3, transport.requests());
    }

    @Test
    void aFileSystemThatIsClosedOrLacksAnOperationIsATypedError() throws IOException {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        URI zip = URI.create("jar:" + directory.resolve("a.zip").toUri());
        Path closed;
        try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            closed = files.getPath("/a.flac");
        }
        Path image = Path.of(URI.create("jrt:/modules/java.base/a.flac"));
        try (TtsResults results = transport.results()) {
            for (Path target : List.of(closed, image)) {
                SaveException failure = assertThrows(SaveException.class, () -> results.save(RUN, target));
                assertEquals(ErrorKind.FILE, failure.kind());
                CompletionException later = assertThrows(
                        CompletionException.class,
                        () -> results.saveAsync(RUN, target, SaveOptions.defaults())
                                .join());
                assertInstanceOf(SaveException.class, later.getCause());
            }
        }
        assertEquals(0, transport.requests());
    }

    @Test
    void aStreamOfAClosedClientGivesNoByte() throws IOException {
        FakeTransport transport = new FakeTransport((request, signal) -> FakeTransport.audioResponse());
        TtsResults results = transport.results();
        try (AudioStream audio = results.open(RUN)) {
            results.close();
            assertThrows(CancelledException.class, () -> audio.read(new byte[100]));
        }
    }
}
