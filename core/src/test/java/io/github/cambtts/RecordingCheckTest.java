package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.RecordingCheck.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RecordingCheckTest {

    private static final Pattern BETWEEN_FRAMES = Pattern.compile("its last frame ends at sample ([0-9]+) of [0-9]+");

    @TempDir
    Path directory;

    private static byte[] load(String name) throws IOException {
        try (InputStream file = RecordingCheckTest.class.getResourceAsStream("internal/recording/" + name)) {
            return file.readAllBytes();
        }
    }

    private RecordingCheck check(byte[] content) throws IOException {
        return RecordingCheck.of(Files.write(directory.resolve("a"), content));
    }

    @Test
    void wholeFileIsComplete() throws IOException {
        byte[] file = load("low-rate.flac");
        RecordingCheck check = check(file);
        assertEquals(Verdict.COMPLETE, check.verdict());
        assertEquals("audio/flac", check.mediaType());
        assertEquals(file.length, check.bytes());
        assertEquals(OptionalInt.of(1), check.channels());
        assertEquals(OptionalLong.empty(), check.intactSamples());
        long samples = check.totalSamples().orElseThrow();
        assertEquals(
                Duration.ofNanos(samples * 1_000_000_000L / check.sampleRateHz().orElseThrow()),
                check.duration().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"low-rate.flac", "high-rate.flac"})
    void cutFileReportsTheSampleUpToWhichItIsIntact(String name) throws IOException {
        byte[] file = load(name);
        TreeMap<Integer, Long> frameEnds = new TreeMap<>();
        TreeMap<Integer, OptionalLong> intactSamples = new TreeMap<>();
        for (int length = 0; length < file.length; length++) {
            RecordingCheck check = check(Arrays.copyOf(file, length));
            assertEquals(Verdict.TRUNCATED, check.verdict(), "cut to " + length);
            Matcher matcher = BETWEEN_FRAMES.matcher(check.reason());
            if (matcher.matches()) {
                frameEnds.put(length, Long.valueOf(matcher.group(1)));
            }
            intactSamples.put(length, check.intactSamples());
        }
        assertTrue(frameEnds.size() >= 2, frameEnds.toString());
        intactSamples.forEach((length, intact) -> {
            var before = frameEnds.floorEntry(length);
            assertEquals(
                    before == null ? OptionalLong.empty() : OptionalLong.of(before.getValue()),
                    intact,
                    "cut to " + length);
        });
    }

    @Test
    void cutWavReportsTheSampleUpToWhichItIsIntact() throws IOException {
        byte[] wav = wav(1_000);
        assertEquals(OptionalLong.empty(), check(wav).intactSamples());
        for (int length = 44; length < wav.length; length++) {
            RecordingCheck check = check(Arrays.copyOf(wav, length));
            assertEquals(Verdict.TRUNCATED, check.verdict(), "cut to " + length);
            assertEquals(OptionalLong.of((length - 44) / 4), check.intactSamples(), "cut to " + length);
            assertEquals(OptionalLong.of(1_000), check.totalSamples(), "cut to " + length);
        }
    }

    /** Makes a WAV file with a header of 44 bytes, two channels of 16 bits. */
    private static byte[] wav(int samples) {
        ByteBuffer file = ByteBuffer.allocate(44 + 4 * samples).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 4 * samples);
        file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        file.putShort((short) 1).putShort((short) 2).putInt(44_100).putInt(4 * 44_100);
        file.putShort((short) 4).putShort((short) 16);
        file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(4 * samples);
        return file.array();
    }

    @Test
    void fileThatLooksLikeNothingButFrameHeadersIsSearchedABoundedNumberOfTimes() throws IOException {
        byte[] file = load("high-rate.flac");
        byte[] hostile = Arrays.copyOf(file, 8 << 20);
        int header = 0;
        for (int i = 42; i < file.length - 1 && header == 0; i++) {
            header = (file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFE) == 0xF8 ? i : 0;
        }
        for (int at = file.length; at + 8 < hostile.length; at += 8) {
            System.arraycopy(file, header, hostile, at, 8);
        }
        assertEquals(OptionalLong.empty(), check(hostile).intactSamples());
    }

    @Test
    void aFileThatIsNotARecordingIsUnknown() throws IOException {
        RecordingCheck check = check("hello, this is no recording".getBytes(StandardCharsets.US_ASCII));
        assertEquals(Verdict.UNKNOWN, check.verdict());
        assertEquals("application/octet-stream", check.mediaType());
    }

    @Test
    void aFileThatCannotBeReadIsAnException() {
        assertThrows(NoSuchFileException.class, () -> RecordingCheck.of(directory.resolve("missing")));
        assertThrows(IOException.class, () -> RecordingCheck.of(directory));
    }
}
