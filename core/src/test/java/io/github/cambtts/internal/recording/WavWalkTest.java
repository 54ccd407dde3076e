package io.github.cambtts.internal.recording;

import static io.github.cambtts.Completeness.COMPLETE;
import static io.github.cambtts.Completeness.TRUNCATED;
import static io.github.cambtts.Completeness.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
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

class WavWalkTest {

    private static final byte[] AUDIO = new byte[4800];

    private static List<Completeness> verdictsOfAllCuts(byte[] file) {
        return IntStream.range(0, file.length)
                .mapToObj(length -> Walks.completeness(Arrays.copyOf(file, length)))
                .distinct()
                .toList();
    }

    @Test
    void sizesThatFitAreComplete() {
        RecordingCheck recording =
                Walks.check(WavBytes.mono().chunk("data", AUDIO).bytes());
        assertEquals(
                new RecordingCheck(
                        COMPLETE,
                        "it has all bytes of audio that its header announces",
                        "audio/wav",
                        44 + AUDIO.length,
                        OptionalInt.of(24_000),
                        OptionalInt.of(1),
                        OptionalInt.of(16),
                        OptionalLong.of(2400),
                        Optional.empty()),
                recording);
        assertEquals(Optional.of(Duration.ofMillis(100)), recording.duration());
    }

    @Test
    void everyCutIsTruncated() {
        byte[] file =
                WavBytes.mono().chunk("LIST", new byte[13]).chunk("data", AUDIO).bytes();
        assertEquals(COMPLETE, Walks.completeness(file));
        assertEquals(List.of(TRUNCATED), verdictsOfAllCuts(file));
    }

    @Test
    void everyCutIsTruncatedIfTheRiffSizeIsAPlaceholder() {
        byte[] file = WavBytes.mono().chunk("data", AUDIO).bytes(0xFFFFFFFFL);
        assertEquals(COMPLETE, Walks.completeness(file));
        assertEquals(List.of(TRUNCATED), verdictsOfAllCuts(file));
    }

    @Test
    void otherChunksAreSkippedWithTheirPadding() {
        WavBytes file = WavBytes.mono()
                .chunk("LIST", new byte[71])
                .chunk("fact", new byte[4])
                .chunk("PEAK", new byte[1])
                .chunk("data", AUDIO);
        assertEquals(OptionalLong.of(2400), Walks.check(file.bytes()).totalSamples());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0", // never patched
        "0xFFFFFFFF, 0xFFFFFFFF", // FFmpeg
        "0x7FFFF024, 0x7FFFF000", // SoX, eSpeak NG
        "0x80000024, 0x80000000", // arecord
        "36, 0", // patched once, before the audio
        "0x7FFFF023, 0x7FFFEFFF", // SoX into a pipe, 24 bits mono
        "0x7FFFF020, 0x7FFFEFFC", // SoX into a pipe, stereo
        "0x7FFEFFE6, 0x7FFFEFC2", // SoX into a pipe, GSM
        "0x7FFF0024, 0x7FFF0000", // GStreamer
        "2000000036, 2000000000" // others
    })
    void placeholderSizesAreUnknown(String riffSize, String dataSize) {
        byte[] file =
                WavBytes.mono().chunk("data", Long.decode(dataSize), AUDIO).bytes(Long.decode(riffSize));
        RecordingCheck recording = Walks.check(file);
        assertEquals(UNKNOWN, recording.completeness());
        assertEquals(OptionalInt.of(24_000), recording.sampleRateHz());
        assertEquals(OptionalLong.empty(), recording.totalSamples());
        assertEquals(Optional.empty(), recording.duration());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 0xFFFFFFFFL, 0x7FFFF024L})
    void theDataSizeIsProofIfTheRiffSizeIsAPlaceholder(long riffSize) {
        assertEquals(
                COMPLETE,
                Walks.completeness(WavBytes.mono().chunk("data", AUDIO).bytes(riffSize)));
        assertEquals(
                TRUNCATED,
                Walks.completeness(WavBytes.mono().chunk("data", 4802, AUDIO).bytes(riffSize)));
        assertEquals(
                UNKNOWN,
                Walks.completeness(WavBytes.mono()
                        .chunk("data", AUDIO)
                        .chunk("LIST", new byte[8])
                        .bytes(riffSize)));
        assertEquals(
                TRUNCATED,
                Walks.completeness(WavBytes.mono().chunk("LIST", new byte[8]).bytes(riffSize)));
    }

    @Test
    void bytesBeyondTheRiffSizeAreNotTakenForWhole() {
        byte[] file = WavBytes.mono().chunk("data", AUDIO).raw(new byte[10]).bytes(36 + AUDIO.length);
        RecordingCheck recording = Walks.check(file);
        assertEquals(UNKNOWN, recording.completeness());
        assertEquals(OptionalLong.of(2400), recording.totalSamples());
    }

    @Test
    void paddingAfterAnOddChunkIsCountedOrNot() {
        WavBytes padded = new WavBytes()
                .chunk("fmt ", WavBytes.format(1, 1, 8000, 1, 8).array())
                .chunk("data", new byte[801]);
        assertEquals(COMPLETE, Walks.completeness(padded.bytes()));
        assertEquals(COMPLETE, Walks.completeness(padded.bytes(36 + 801)));
        assertEquals(COMPLETE, Walks.completeness(padded.bytes(0)));
        WavBytes bare = new WavBytes()
                .chunk("fmt ", WavBytes.format(1, 1, 8000, 1, 8).array())
                .chunk("data", 801, new byte[801]);
        assertEquals(COMPLETE, Walks.completeness(bare.bytes()));
        assertEquals(COMPLETE, Walks.completeness(bare.bytes(36 + 802)));
    }

    @Test
    void sizesThatContradictEachOtherAreUnknown() {
        assertEquals(
                UNKNOWN,
                Walks.completeness(WavBytes.mono().chunk("data", 4802, AUDIO).bytes()));
        assertEquals(
                UNKNOWN, Walks.completeness(WavBytes.mono().chunk("data", AUDIO).bytes(36 + AUDIO.length - 2)));
        assertEquals(
                UNKNOWN,
                Walks.completeness(WavBytes.mono().chunk("data", new byte[4799]).bytes()));
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
        RecordingCheck recording = Walks.check(new WavBytes()
                .chunk("fmt ", format)
                .chunk("data", new byte[1800])
                .bytes());
        assertEquals(COMPLETE, recording.completeness());
        assertEquals(OptionalInt.of(6), recording.channels());
        assertEquals(OptionalInt.of(20), recording.bitsPerSample());
        assertEquals(OptionalLong.of(100), recording.totalSamples());
    }

    @Test
    void compressedSamplesAreNotCounted() {
        int adpcm = 0x11;
        RecordingCheck recording = Walks.check(new WavBytes()
                .chunk("fmt ", WavBytes.format(adpcm, 1, 24_000, 256, 4).array())
                .chunk("data", new byte[4799])
                .bytes());
        assertEquals(COMPLETE, recording.completeness());
        assertEquals(OptionalLong.empty(), recording.totalSamples());
    }

    @Test
    void aFileWithoutDataOrFormatIsUnknown() {
        assertEquals(
                UNKNOWN, Walks.completeness(WavBytes.mono().chunk("LIST", AUDIO).bytes()));
        assertEquals(
                UNKNOWN, Walks.completeness(new WavBytes().chunk("data", AUDIO).bytes()));
        assertEquals(
                UNKNOWN,
                Walks.completeness(new WavBytes()
                        .chunk("fmt ", new byte[14])
                        .chunk("data", AUDIO)
                        .bytes()));
        assertEquals(
                UNKNOWN,
                Walks.completeness(new WavBytes()
                        .chunk("fmt ", new byte[16])
                        .chunk("data", AUDIO)
                        .bytes()));
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
            assertNotEquals("", Walks.check(damaged).reason());
        }
    }

    @Test
    void aSizeNearTwoGibibytesIsNoPlaceholderIfMostOfItIsThere() {
        byte[] head = WavBytes.mono().chunk("data", 2_000_000_000L, new byte[0]).bytes(2_000_000_036L);
        RecordingWalk walk = new RecordingWalk();
        walk.update(ByteBuffer.wrap(head));
        byte[] audio = new byte[1 << 20];
        for (int i = 0; i < 1000; i++) {
            walk.update(ByteBuffer.wrap(audio));
        }
        assertEquals(TRUNCATED, walk.finish().completeness());
        for (int i = 1000; i < 1907; i++) {
            walk.update(ByteBuffer.wrap(audio));
        }
        walk.update(ByteBuffer.wrap(audio, 0, 2_000_000_000 - 1907 * (1 << 20)));
        assertEquals(COMPLETE, walk.finish().completeness());
    }

    @Test
    void aReasonNamesTheSizeThatTheHeaderAnnounces() {
        byte[] file = WavBytes.mono().chunk("data", 0x7FFFEFFFL, AUDIO).bytes(0x7FFFF023L);
        assertEquals(
                "its header announces 2147479551 bytes of audio, and 4800 follow, as if an encoder wrote it that did not"
                        + " know how long it would become",
                Walks.check(file).reason());
    }

    @Test
    void theAudioIsWholeWhateverTheRiffSizeAnnouncesAfterIt() {
        for (int more : new int[] {8, 9, 1000}) {
            assertEquals(
                    COMPLETE,
                    Walks.completeness(WavBytes.mono().chunk("data", AUDIO).bytes(36 + AUDIO.length + more)));
        }
        byte[] file =
                WavBytes.mono().chunk("data", AUDIO).chunk("LIST", new byte[26]).bytes();
        for (int length = 44 + AUDIO.length; length <= file.length; length++) {
            assertEquals(COMPLETE, Walks.completeness(Arrays.copyOf(file, length)), "cut to " + length);
        }
    }
}
