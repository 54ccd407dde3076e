package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {

    private static Optional<Format> of(String bytes) {
        return Format.ofFirstBytes(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void fourBytesIdentifyFlac() {
        assertEquals(Optional.of(Format.FLAC), of("fLaC"));
    }

    @Test
    void twelveBytesIdentifyWav() {
        assertEquals(Optional.of(Format.WAV), of("RIFF\0\0\0\0WAVE"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "fLa", "flac", "ID3\4fLaC", "RIFF", "RIFF\0\0\0\0WAV", "RIFF\0\0\0\0AVI ", "RF64\0\0\0\0WAVE"
            })
    void otherBytesAreNotRecognized(String bytes) {
        assertEquals(Optional.empty(), of(bytes));
    }

    @Test
    void thePositionStaysWhereItIs() {
        ByteBuffer bytes =
                ByteBuffer.wrap("..fLaC".getBytes(StandardCharsets.US_ASCII)).position(2);
        assertEquals(Optional.of(Format.FLAC), Format.ofFirstBytes(bytes));
        assertEquals(2, bytes.position());
    }
}
