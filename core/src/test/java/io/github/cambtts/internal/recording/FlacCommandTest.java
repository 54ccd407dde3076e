package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.internal.recording.FlacCommand.Sound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that the flac program encodes during the test; every verdict is compared with that of flac itself. */
class FlacCommandTest {

    private static final int CUTS = 500;

    @TempDir
    private Path directory;

    private FlacCommand flac;

    @BeforeAll
    static void flacIsInstalled() {
        assumeTrue(FlacCommand.isInstalled(), "The flac command is not installed: apt-get install flac");
    }

    @BeforeEach
    void prepare() {
        flac = new FlacCommand(directory);
    }

    /** Fifty, so that each rate, depth, number of channels, block size, level and length occurs with many others. */
    static List<Sound> sounds() {
        int[] rates = {8000, 22_050, 44_100, 48_000, 96_000, 192_000, 12_345, 7, 655_350, 255_000};
        int[] depths = {8, 16, 24};
        int[] channels = {1, 2, 6};
        int[] blockSizes = {192, 576, 1152, 4608, 4096, 16, 1000, 4321, 65_535};
        List<Sound> sounds = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int blockSize = blockSizes[i % blockSizes.length];
            int[] lengths = {1, blockSize, blockSize + 1, blockSize - 1, 3 * blockSize + 7, 10_000};
            List<String> options = List.of("-" + i % 9, "--blocksize=" + blockSize);
            sounds.add(new Sound(
                    rates[i % rates.length],
                    depths[i / 2 % depths.length],
                    channels[i / 3 % channels.length],
                    lengths[i % lengths.length],
                    i % 7 == 6,
                    options));
        }
        return sounds;
    }

    static List<Sound> soundsToCut() {
        return List.of(
                new Sound(16_000, 16, 1, 40_000, false, List.of("-5")),
                new Sound(96_000, 24, 2, 30_000, false, List.of("-8", "--blocksize=1152")),
                new Sound(22_050, 16, 1, 40_000, true, List.of("-5", "--blocksize=192")));
    }

    private RecordingCheck compared(byte[] file) throws IOException {
        RecordingCheck recording = Walks.check(file);
        boolean isAccepted = flac.accepts(file);
        boolean isRefused =
                recording.completeness() == Completeness.TRUNCATED || recording.completeness() == Completeness.DAMAGED;
        assertFalse(isAccepted && isRefused, () -> "false alarm: " + recording.reason());
        assertFalse(
                !isAccepted && recording.completeness() == Completeness.COMPLETE,
                () -> "missed: " + recording.reason());
        return recording;
    }

    @ParameterizedTest
    @MethodSource("sounds")
    void wholeFilesRaiseNoAlarm(Sound sound) throws IOException {
        RecordingCheck recording = compared(flac.encode(sound));
        assertEquals(
                sound.isPiped() ? Completeness.UNKNOWN : Completeness.COMPLETE,
                recording.completeness(),
                recording::reason);
        assertEquals(OptionalInt.of(sound.rate()), recording.sampleRateHz());
        assertEquals(OptionalInt.of(sound.channels()), recording.channels());
        assertEquals(OptionalInt.of(sound.bits()), recording.bitsPerSample());
        assertEquals(OptionalLong.of(sound.samples()), recording.totalSamples());
    }

    @ParameterizedTest
    @MethodSource("sounds")
    void aByteMoreOrLessAtTheEndIsNoticed(Sound sound) throws IOException {
        byte[] file = flac.encode(sound);
        assertNotEquals(
                Completeness.COMPLETE,
                compared(Arrays.copyOf(file, file.length - 1)).completeness());
        assertNotEquals(
                Completeness.COMPLETE,
                compared(Arrays.copyOf(file, file.length + 1)).completeness());
    }

    @ParameterizedTest
    @MethodSource("soundsToCut")
    void noCutIsCalledComplete(Sound sound) throws IOException {
        byte[] file = flac.encode(sound);
        Random random = new Random(500);
        for (int i = 0; i < CUTS; i++) {
            byte[] cut = Arrays.copyOf(file, random.nextInt(file.length));
            RecordingCheck recording = i % 10 == 0 ? compared(cut) : Walks.check(cut);
            if (sound.isPiped()) {
                assertNotEquals(Completeness.COMPLETE, recording.completeness(), "cut to " + cut.length);
            } else {
                assertEquals(Completeness.TRUNCATED, recording.completeness(), "cut to " + cut.length);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("soundsToCut")
    void bitFlipsInFramesAreNoticed(Sound sound) throws IOException {
        byte[] file = flac.encode(sound);
        Random random = new Random(16);
        int beforeFrames = 10_000;
        for (int i = 0; i < 500; i++) {
            byte[] flipped = file.clone();
            int at = beforeFrames + random.nextInt(file.length - beforeFrames);
            flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            Completeness found = i % 20 == 0 ? compared(flipped).completeness() : Walks.completeness(flipped);
            assertTrue(found == Completeness.DAMAGED || found == Completeness.TRUNCATED, found + " at " + at);
        }
    }

    @Test
    void anEmptyRecordingRaisesNoAlarm() throws IOException {
        assertEquals(
                Completeness.UNKNOWN,
                compared(flac.encode(new Sound(8000, 16, 1, 0, false, List.of())))
                        .completeness());
    }

    @Test
    void framesLongerThanTheirSamplesRaiseNoAlarm() throws IOException {
        List<String> options = List.of(
                "--disable-verbatim-subframes", "--disable-fixed-subframes", "--blocksize=4608", "--padding=100000");
        for (boolean isPiped : new boolean[] {true, false}) {
            assertNotEquals(
                    Completeness.DAMAGED,
                    compared(flac.encode(new Sound(44_100, 16, 1, 4608, isPiped, options)))
                            .completeness());
        }
    }
}
