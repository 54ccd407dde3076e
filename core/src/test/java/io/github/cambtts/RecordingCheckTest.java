package io.github.cambtts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.RecordingCheck.Intact;
import io.github.cambtts.internal.recording.RecordingWalk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RecordingCheckTest {

    private static final Pattern BETWEEN_FRAMES =
            Pattern.compile("it ends with its frame [0-9]+, which goes to sample [0-9]+ of [0-9]+");
    private static final int MAX_HEADER_BYTES = 16;

    @TempDir
    Path directory;

    private static byte[] load(String name) throws IOException {
        try (InputStream file = RecordingCheckTest.class.getResourceAsStream("internal/recording/" + name)) {
            return file.readAllBytes();
        }
    }

    private RecordingCheck check(byte[] content) throws IOException {
        return TtsResults.check(Files.write(directory.resolve("a"), content));
    }

    /** The same as for a file, without one for each of thousands of cuts. */
    private static RecordingCheck cut(byte[] content, int length) {
        RecordingWalk walk = new RecordingWalk();
        walk.update(ByteBuffer.wrap(content, 0, length));
        return walk.finish();
    }

    @Test
    void wholeFileIsComplete() throws IOException {
        byte[] file = load("low-rate.flac");
        RecordingCheck check = check(file);
        assertEquals(Completeness.COMPLETE, check.completeness());
        assertEquals("audio/flac", check.mediaType());
        assertEquals(file.length, check.bytes());
        assertEquals(OptionalInt.of(1), check.channels());
        assertEquals(Optional.empty(), check.intact());
        long samples = check.totalSamples().orElseThrow();
        assertEquals(
                Duration.ofNanos(samples * 1_000_000_000L / check.sampleRateHz().orElseThrow()),
                check.duration().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"low-rate.flac", "high-rate.flac"})
    void cutFileReportsUpToWhereItIsIntact(String name) throws IOException {
        byte[] file = load(name);
        List<Long> frameEnds = new ArrayList<>(List.of(0L));
        for (int length = 0; length < file.length; length++) {
            RecordingCheck check = cut(file, length);
            assertEquals(Completeness.TRUNCATED, check.completeness(), "cut to " + length);
            if (BETWEEN_FRAMES.matcher(check.reason()).matches()) {
                frameEnds.add((long) length);
            }
        }
        assertTrue(frameEnds.size() >= 3, frameEnds::toString);
        for (int length = 100; length < file.length; length++) {
            Intact intact = cut(file, length).intact().orElseThrow();
            // A frame is proved by the whole header of the next one.
            int proved = length - MAX_HEADER_BYTES;
            long atLeast = frameEnds.stream().filter(end -> end <= proved).reduce(0L, Math::max);
            assertTrue(intact.bytes() >= atLeast && intact.bytes() <= length, intact + " of " + length);
        }
    }

    @Test
    void damagedFileReportsWhere() throws IOException {
        byte[] file = load("low-rate.flac");
        file[file.length / 2] ^= 1;
        RecordingCheck check = check(file);
        assertEquals(Completeness.DAMAGED, check.completeness());
        Intact intact = check.intact().orElseThrow();
        assertEquals(
                "its frame " + intact.frames().getAsLong() + ", at byte " + intact.bytes() + " and sample "
                        + intact.samples().getAsLong() + ", does not end with its checksum, although more follows",
                check.reason());
        assertTrue(intact.bytes() < file.length / 2, check::toString);
    }

    @Test
    void theWholeFileIsReadWithProgressAndAnInterruptEndsIt() throws IOException {
        Path large = Files.write(directory.resolve("large"), new byte[1 << 20]);
        List<Long> read = new ArrayList<>();
        TtsResults.check(large, (phase, bytes, total) -> {
            assertEquals(Phase.VERIFYING, phase);
            assertEquals(OptionalLong.of(1 << 20), total);
            read.add(bytes);
        });
        assertEquals(1L << 20, read.get(read.size() - 1));
        assertTrue(read.size() >= 8, read::toString);
        Thread.currentThread().interrupt();
        assertThrows(ClosedByInterruptException.class, () -> TtsResults.check(large));
        assertTrue(Thread.interrupted());
    }

    @Test
    void cutWavReportsTheSampleUpToWhichItIsIntact() throws IOException {
        byte[] wav = wav(1_000);
        assertEquals(Optional.empty(), check(wav).intact());
        for (int length = 44; length < wav.length; length++) {
            RecordingCheck check = cut(wav, length);
            assertEquals(Completeness.TRUNCATED, check.completeness(), "cut to " + length);
            Intact intact = new Intact(OptionalLong.of((length - 44) / 4), length, OptionalLong.empty());
            assertEquals(Optional.of(intact), check.intact(), "cut to " + length);
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
    void aFileThatIsNotARecordingIsUnknown() throws IOException {
        RecordingCheck check = check("hello, this is no recording".getBytes(StandardCharsets.US_ASCII));
        assertEquals(Completeness.UNKNOWN, check.completeness());
        assertEquals("application/octet-stream", check.mediaType());
    }

    @Test
    void aFileThatCannotBeReadIsAnException() {
        assertThrows(NoSuchFileException.class, () -> TtsResults.check(directory.resolve("missing")));
        assertThrows(IOException.class, () -> TtsResults.check(directory));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatTellsNoSizeIsReadInLargePieces() throws IOException {
        AtomicInteger pieces = new AtomicInteger();
        RecordingCheck check =
                TtsResults.check(Path.of("/proc/self/maps"), (phase, bytes, total) -> pieces.incrementAndGet());
        assertEquals(Completeness.UNKNOWN, check.completeness());
        assertTrue(pieces.get() * 1_000L < check.bytes(), pieces + " pieces of " + check.bytes() + " bytes");
    }
}
