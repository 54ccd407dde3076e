package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

    private static Recording playing(int sampleRateHz, long samples) {
        return new Recording(
                Format.FLAC,
                Verdict.COMPLETE,
                "it is",
                OptionalInt.of(sampleRateHz),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.of(samples),
                OptionalLong.empty());
    }

    @Test
    void durationIsSamplesByRate() {
        assertEquals(
                Optional.of(Duration.ofMillis(1500)), playing(48_000, 72_000).duration());
        assertEquals(Optional.of(Duration.ofNanos(22_675)), playing(44_100, 1).duration());
    }

    @Test
    void theLongestDurationDoesNotOverflow() {
        assertEquals(
                Optional.of(Duration.ofSeconds(0xFFFFFFFFFL)),
                playing(1, 0xFFFFFFFFFL).duration());
        assertEquals(
                Optional.of(Duration.ofNanos(999_999_999)),
                playing(Integer.MAX_VALUE, Integer.MAX_VALUE - 1).duration());
    }

    @Test
    void anEmptyFileIsTruncated() {
        assertEquals(
                Recording.withoutMetadata(Format.OTHER, Verdict.TRUNCATED, "it is only 0 bytes long"),
                BothForms.examine(new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "fLa", "RIFF", "RIFFabcdWAV"})
    void aFileThatEndsWithinTheFirstBytesOfAFormatIsTruncated(String file) {
        assertEquals(
                Recording.withoutMetadata(
                        Format.OTHER,
                        Verdict.TRUNCATED,
                        "it is only " + file.length() + (file.length() == 1 ? " byte" : " bytes") + " long"),
                BothForms.examine(file.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "fLab", "ID3", "RIFX", "RIFFabcdAVI"})
    void aShortFileOfAnotherFormatIsUnknown(String file) {
        assertEquals(
                Recording.withoutMetadata(Format.OTHER, Verdict.UNKNOWN, "it begins like neither FLAC nor WAV"),
                BothForms.examine(file.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void anotherFormatIsUnknown() {
        assertEquals(
                Recording.withoutMetadata(Format.OTHER, Verdict.UNKNOWN, "it begins like neither FLAC nor WAV"),
                BothForms.examine("{\"detail\":\"Not Found\"}".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void thePositionOfTheFileStaysWhereItIs() throws IOException {
        BytesChannel file =
                BytesChannel.of(FlacBytes.announcing(16).frames(1, 16).bytes());
        file.position(7);
        assertEquals(Verdict.COMPLETE, Recording.examine(file, () -> {}).verdict());
        assertEquals(7, file.position());
    }

    @Test
    void aFileThatShrinksMeanwhileIsAnError() {
        byte[] bytes = FlacBytes.announcing(16).frames(1, 16).bytes();
        BytesChannel shrinking = new BytesChannel(bytes, 0, new byte[0]) {
            @Override
            public int read(ByteBuffer target) {
                return position() < 42 ? super.read(target) : -1;
            }
        };
        assertThrows(EOFException.class, () -> Recording.examine(shrinking, () -> {}));
    }
}
