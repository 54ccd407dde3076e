package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.Completeness;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    @ParameterizedTest
    @ValueSource(longs = {46 + 4_105, 46 + 4_106, 20_000, 1_000_000, 9_000_000, 280_000_000})
    void flacNoiseIsACompleteRecordingOfTheRequestedLength(long length) throws IOException {
        FakeCamb camb = new FakeCamb();
        camb.run(1).answers(OutputType.RAW_BYTES, FakeResponse.audio(Content.flac(length)));
        try (TtsResults results = TtsResults.builder()
                .apiKey("any")
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(new ScriptedTransport(camb))
                .build()) {
            SavedAudio saved = results.saveTo(RunId.of(1), OutputStream.nullOutputStream(), SaveOptions.defaults());
            assertEquals(length, saved.bytes());
            assertEquals(Completeness.COMPLETE, saved.completeness());
        }
    }

    @Test
    void everyPartOfFlacNoiseEqualsThatPartOfTheWhole() {
        Content flac = Content.flac(1_000_000);
        byte[] whole = flac.bytes();
        byte[] part = new byte[10_000];
        for (int position = 0; position + part.length <= whole.length; position += 7_919) {
            flac.copy(position, part, part.length);
            assertArrayEquals(Arrays.copyOfRange(whole, position, position + part.length), part);
            assertEquals(whole[position], flac.part(position, 1).bytes()[0]);
        }
    }

    @Test
    void aFileIsReadWhenItIsAskedFor(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("a.flac"), new byte[] {1, 2, 3, 4});
        Content content = Content.of(file);
        Files.write(file, new byte[] {5, 6, 7, 8});
        assertArrayEquals(new byte[] {6, 7, 8}, content.from(1).bytes());
        Files.write(file, new byte[] {5});
        assertThrows(UncheckedIOException.class, content::bytes);
        Files.delete(file);
        assertThrows(UncheckedIOException.class, () -> Content.of(file));
    }
}
