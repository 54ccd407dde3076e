package io.github.cambtts.internal.recording;

import static io.github.cambtts.internal.recording.Verdict.COMPLETE;
import static io.github.cambtts.internal.recording.Verdict.TRUNCATED;
import static io.github.cambtts.internal.recording.Verdict.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavRecordingTest {

    private static final byte[] AUDIO = new byte[4800];

    private static List<Verdict> verdictsOfAllCuts(byte[] file) {
        return IntStream.range(0, file.length)
                .mapToObj(length -> BothForms.verdict(Arrays.copyOf(file, length)))
                .distinct()
                .toList();
    }

    @Test
    void sizesThatFitAreComplete() {
        Recording recording =
                BothForms.examine(WavBytes.mono().chunk("data", AUDIO).bytes());
        assertEquals(
                new Recording(
                        Format.WAV,
                        COMPLETE,
                        "it is as long as its header announces",
                        OptionalInt.of(24_000),
                        OptionalInt.of(1),
                        OptionalInt.of(16),
                        OptionalLong.of(2400),
                        OptionalLong.empty()),
                recording);
        assertEquals(Optional.of(Duration.ofMillis(100)), recording.duration());
    }

    @Test
    void everyCutIsTruncated() {
        byte[] file = WavBytes.mono()
                .chunk("LIST", new byte[13])
                .chunk("data", AUDIO)
                .chunk("LIST", new byte[26])
                .bytes();
        assertEquals(COMPLETE, BothForms.verdict(file));
        assertEquals(List.of(TRUNCATED), verdictsOfAllCuts(file));
    }

    @Test
    void everyCutIsTruncatedIfTheRiffSizeIsAPlaceholder() {
        byte[] file = WavBytes.mono().chunk("data", AUDIO).bytes(0xFFFFFFFFL);
        assertEquals(COMPLETE, BothForms.verdict(file));
        assertEquals(List.of(TRUNCATED), verdictsOfAllCuts(file));
    }

    @Test
    void otherChunksAreSkippedWithTheirPadding() {
        WavBytes file = WavBytes.mono()
                .chunk("LIST", new byte[71])
                .chunk("fact", new byte[4])
                .chunk("PEAK", new byte[1])
                .chunk("data", AUDIO);
        assertEquals(OptionalLong.of(2400), BothForms.examine(file.bytes()).totalSamples());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", // never patched
        "0xFFFFFFFF, 0xFFFFFFFF", // FFmpeg
        "0x7FFFF024, 0x7FFFF000", // SoX, eSpeak NG
        "0x80000024, 0x80000000", // arecord
        "36, 0" // patched once, before the audio
    })
    void placeholderSizesAreUnknown(String riffSize, String dataSize) {
        byte[] file =
                WavBytes.mono().chunk("data", Long.decode(dataSize), AUDIO).bytes(Long.decode(riffSize));
        Recording recording = BothForms.examine(file);
        assertEquals(UNKNOWN, recording.verdict());
        assertEquals(OptionalInt.of(24_000), recording.sampleRateHz());
        assertEquals(OptionalLong.empty(), recording.totalSamples());
        assertEquals(Optional.empty(), recording.duration());
    }

    @Test
    void aPlaceholderDataSizeIsTruncatedIfTheRiffSizeIsBeyondTheFile() {
        byte[] file = WavBytes.mono().chunk("data", 0xFFFFFFFFL, AUDIO).bytes();
        assertEquals(UNKNOWN, BothForms.verdict(file));
        assertEquals(TRUNCATED, BothForms.verdict(Arrays.copyOf(file, file.length - 1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xFFFFFFFFL, 0x7FFFF024L})
    void theDataSizeIsProofIfTheRiffSizeIsAPlaceholder(long riffSize) {
        assertEquals(
                COMPLETE, BothForms.verdict(WavBytes.mono().chunk("data", AUDIO).bytes(riffSize)));
        assertEquals(
                TRUNCATED,
                BothForms.verdict(WavBytes.mono().chunk("data", 4802, AUDIO).bytes(riffSize)));
        assertEquals(
                UNKNOWN,
                BothForms.verdict(WavBytes.mono()
                        .chunk("data", AUDIO)
                        .chunk("LIST", new byte[8])
                        .bytes(riffSize)));
        assertEquals(
                TRUNCATED,
                BothForms.verdict(WavBytes.mono().chunk("LIST", new byte[8]).bytes(riffSize)));
    }

    @Test
    void bytesBeyondTheRiffSizeAreNotTakenForWhole() {
        byte[] file = WavBytes.mono().chunk("data", AUDIO).raw(new byte[10]).bytes(36 + AUDIO.length);
        Recording recording = BothForms.examine(file);
        assertEquals(UNKNOWN, recording.verdict());
        assertEquals(OptionalLong.of(2400), recording.totalSamples());
    }

    @Test
    void paddingAfterAnOddChunkIsCountedOrNot() {
        WavBytes padded = new WavBytes()
                .chunk("fmt ", WavBytes.format(1, 1, 8000, 1, 8).array())
                .chunk("data", new byte[801]);
        assertEquals(COMPLETE, BothForms.verdict(padded.bytes()));
        assertEquals(COMPLETE, BothForms.verdict(padded.bytes(36 + 801)));
        assertEquals(COMPLETE, BothForms.verdict(padded.bytes(0)));
        WavBytes bare = new WavBytes()
                .chunk("fmt ", WavBytes.format(1, 1, 8000, 1, 8).array())
                .chunk("data", 801, new byte[801]);
        assertEquals(COMPLETE, BothForms.verdict(bare.bytes()));
        assertEquals(TRUNCATED, BothForms.verdict(bare.bytes(36 + 802)));
    }

    @Test
    void sizesThatContradictEachOtherAreUnknown() {
        assertEquals(
                UNKNOWN,
                BothForms.verdict(WavBytes.mono().chunk("data", 4802, AUDIO).bytes()));
        assertEquals(
                UNKNOWN, BothForms.verdict(WavBytes.mono().chunk("data", AUDIO).bytes(36 + AUDIO.length - 2)));
        assertEquals(
                UNKNOWN,
                BothForms.verdict(WavBytes.mono().chunk("data", new byte[4799]).bytes()));
    }

    @Test
    void aFileLongerThanItsSizesCanStateIsUnknown() {
        byte[] file = WavBytes.mono().chunk("data", AUDIO).bytes();
        BytesChannel huge = new BytesChannel(file, 1L << 32, new byte[0]);
        assertEquals(UNKNOWN, BothForms.examineFile(huge).verdict());
    }

    @Test
    void extensibleFormatsAreRead() {
        byte[] format = ByteBuffer.allocate(40)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(WavBytes.format(0xFFFE, 6, 96_000, 18, 24).array())
                .putShort((short) 22)
                .putShort((short) 20)
                .putInt(0x3F)
                .put("\1\0\0\0\0\0\20\0".getBytes(StandardCharsets.ISO_8859_1))
                .array();
        Recording recording = BothForms.examine(new WavBytes()
                .chunk("fmt ", format)
                .chunk("data", new byte[1800])
                .bytes());
        assertEquals(COMPLETE, recording.verdict());
        assertEquals(OptionalInt.of(6), recording.channels());
        assertEquals(OptionalInt.of(20), recording.bitsPerSample());
        assertEquals(OptionalLong.of(100), recording.totalSamples());
    }

    @Test
    void compressedSamplesAreNotCounted() {
        int adpcm = 0x11;
        Recording recording = BothForms.examine(new WavBytes()
                .chunk("fmt ", WavBytes.format(adpcm, 1, 24_000, 256, 4).array())
                .chunk("data", new byte[4799])
                .bytes());
        assertEquals(COMPLETE, recording.verdict());
        assertEquals(OptionalLong.empty(), recording.totalSamples());
    }

    @Test
    void aFileWithoutDataOrFormatIsUnknown() {
        assertEquals(
                UNKNOWN, BothForms.verdict(WavBytes.mono().chunk("LIST", AUDIO).bytes()));
        assertEquals(
                UNKNOWN, BothForms.verdict(new WavBytes().chunk("data", AUDIO).bytes()));
        assertEquals(
                UNKNOWN,
                BothForms.verdict(new WavBytes()
                        .chunk("fmt ", new byte[14])
                        .chunk("data", AUDIO)
                        .bytes()));
        assertEquals(
                UNKNOWN,
                BothForms.verdict(new WavBytes()
                        .chunk("fmt ", new byte[16])
                        .chunk("data", AUDIO)
                        .bytes()));
    }

    @Test
    void moreChunksThanAnyoneWritesAreNotFollowed() {
        WavBytes file = WavBytes.mono();
        for (int i = 0; i < RecordingHeader.MAX_BLOCKS; i++) {
            file.chunk("JUNK", new byte[0]);
        }
        assertEquals(UNKNOWN, BothForms.verdict(file.chunk("data", AUDIO).bytes()));
    }

    @Test
    void randomBytesNeverThrow() {
        byte[] file = WavBytes.mono()
                .chunk("LIST", new byte[5])
                .chunk("data", new byte[40])
                .bytes();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(file, random.nextInt(file.length + 1));
            for (int j = random.nextInt(4); j >= 0 && damaged.length > 4; j--) {
                damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
            }
            assertNotEquals("", BothForms.examine(damaged).reason());
        }
    }
}
