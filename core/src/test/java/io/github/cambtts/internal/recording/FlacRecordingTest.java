package io.github.cambtts.internal.recording;

import static io.github.cambtts.internal.recording.Verdict.COMPLETE;
import static io.github.cambtts.internal.recording.Verdict.TRUNCATED;
import static io.github.cambtts.internal.recording.Verdict.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** FLAC files written by hand, one rule per test. */
class FlacRecordingTest {

    private static final int PADDING = 1;
    private static final int PICTURE = 6;

    private static Verdict verdict(FlacBytes file) {
        return BothForms.verdict(file.bytes());
    }

    private static byte[] cut(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, bytes.length - count);
    }

    @Test
    void theExampleOfTheRfcIsComplete() {
        byte[] file = HexFormat.of()
                .parseHex("664c614380000022" + "1000100000000f00000f0ac442f0000000013e84b41807dc690307586a3dad1a2e0f"
                        + "fff869180000bf0358fd03128baa9a");
        assertEquals(
                new Recording(
                        Format.FLAC,
                        COMPLETE,
                        "its last frame is intact and ends at the last sample announced",
                        OptionalInt.of(44_100),
                        OptionalInt.of(2),
                        OptionalInt.of(16),
                        OptionalLong.of(1),
                        OptionalLong.empty()),
                BothForms.examine(file));
    }

    @Test
    void aLastFrameThatEndsAtTheTotalIsComplete() {
        assertEquals(COMPLETE, verdict(FlacBytes.announcing(48).frames(3, 16)));
    }

    @Test
    void theLastBlockMayBeShorter() {
        assertEquals(COMPLETE, verdict(FlacBytes.announcing(33).frames(3, 1)));
    }

    @Test
    void aLastFrameThatEndsBeforeTheTotalIsTruncated() {
        Recording recording =
                BothForms.examine(FlacBytes.announcing(49).frames(3, 16).bytes());
        assertEquals(TRUNCATED, recording.verdict());
        assertEquals("its last frame ends at sample 48 of 49", recording.reason());
        assertEquals(OptionalLong.of(49), recording.totalSamples());
    }

    @Test
    void aLastFrameThatEndsAfterTheTotalContradictsTheHeader() {
        assertEquals(UNKNOWN, verdict(FlacBytes.announcing(47).frames(3, 16)));
    }

    @Test
    void variableBlocksAreNumberedBySamples() {
        StreamInfo info = new StreamInfo(16, 200, 0, 44_100, 1, 16, 1_000_200);
        assertEquals(COMPLETE, verdict(FlacBytes.of(info).frame(true, 0, 16).frame(true, 1_000_000, 200)));
        assertEquals(TRUNCATED, verdict(FlacBytes.of(info).frame(true, 0, 16).frame(true, 999_999, 200)));
    }

    @Test
    void aFrameNumberWithoutAFixedBlockSizeProvesNothing() {
        StreamInfo info = new StreamInfo(16, 200, 0, 44_100, 1, 16, 32);
        assertEquals(UNKNOWN, verdict(FlacBytes.of(info).frame(false, 0, 16).frame(false, 1, 16)));
    }

    @Test
    void withoutATotalAnIntactLastFrameIsNoProofButGivesTheDuration() {
        Recording recording =
                BothForms.examine(FlacBytes.announcing(0).frames(3, 9).bytes());
        assertEquals(UNKNOWN, recording.verdict());
        assertEquals(OptionalLong.of(41), recording.totalSamples());
        assertEquals(Optional.of(Duration.ofNanos(929_705)), recording.duration());
    }

    @Test
    void withoutATotalAPieceOfAFrameIsTruncated() {
        Recording recording =
                BothForms.examine(cut(FlacBytes.announcing(0).frames(3, 9).bytes(), 1));
        assertEquals(TRUNCATED, recording.verdict());
        assertEquals(Optional.empty(), recording.duration());
    }

    @Test
    void aFileWithoutFramesIsTruncatedIfItAnnouncesSamples() {
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(1)));
        assertEquals(UNKNOWN, verdict(FlacBytes.announcing(0)));
    }

    @Test
    void noCutAndNoBitFlipInTheLastFrameIsComplete() {
        byte[] file = FlacBytes.announcing(40).frames(3, 8).bytes();
        for (int count = 1; count <= file.length; count++) {
            assertEquals(TRUNCATED, BothForms.verdict(cut(file, count)));
        }
        int lastFrameBits = (8 + 17 + 2) * Byte.SIZE;
        for (int bit = file.length * Byte.SIZE - lastFrameBits; bit < file.length * Byte.SIZE; bit++) {
            byte[] flipped = file.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertEquals(TRUNCATED, BothForms.verdict(flipped));
        }
    }

    @Test
    void metadataBlocksOfAnyLengthAreSkipped() {
        FlacBytes file = FlacBytes.announcing(16)
                .block(PICTURE, new byte[300_000])
                .block(PADDING, new byte[0])
                .block(PADDING, new byte[70_000]);
        assertEquals(TRUNCATED, BothForms.verdict(cut(file.bytes(), 1)));
        assertEquals(TRUNCATED, BothForms.verdict(file.bytes()));
        assertEquals(COMPLETE, BothForms.verdict(file.frames(1, 16).bytes()));
    }

    @Test
    void aFrameWithinAMetadataBlockIsNoAudio() {
        byte[] frame = FlacBytes.frame(FlacBytes.announcing(16).header(false, 0, 16), FlacBytes.verbatim(new byte[32]));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(16).block(PICTURE, frame)));
    }

    @Test
    void moreMetadataBlocksThanAnyoneWritesAreNotFollowed() {
        FlacBytes file = FlacBytes.announcing(16);
        for (int i = 0; i < RecordingHeader.MAX_BLOCKS; i++) {
            file.block(PADDING, new byte[0]);
        }
        assertEquals(UNKNOWN, verdict(file.frames(1, 16)));
    }

    @Test
    void aForbiddenMetadataBlockIsUnknown() {
        assertEquals(
                UNKNOWN,
                verdict(FlacBytes.announcing(16).block(127, new byte[4]).frames(1, 16)));
    }

    @Test
    void anotherFirstMetadataBlockIsUnknown() {
        byte[] file = FlacBytes.announcing(16).frames(1, 16).bytes();
        byte[] otherType = ByteBuffer.wrap(file.clone()).put(4, (byte) 0x81).array();
        assertEquals(UNKNOWN, BothForms.verdict(otherType));
        byte[] otherLength = ByteBuffer.wrap(file.clone()).put(7, (byte) 35).array();
        assertEquals(UNKNOWN, BothForms.verdict(otherLength));
        byte[] noBlockSize = ByteBuffer.wrap(file.clone()).putInt(8, 0).array();
        assertEquals(UNKNOWN, BothForms.verdict(noBlockSize));
    }

    @Test
    void anId3v1TagAfterTheLastFrameIsNotPartOfIt() {
        String tag = "TAG" + "x".repeat(125);
        assertEquals(COMPLETE, verdict(FlacBytes.announcing(48).frames(3, 16).raw(tag)));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(49).frames(3, 16).raw(tag)));
        assertEquals(UNKNOWN, verdict(FlacBytes.announcing(0).frames(3, 16).raw(tag)));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(48).raw(tag)));
        assertEquals(
                TRUNCATED,
                BothForms.verdict(
                        cut(FlacBytes.announcing(48).frames(3, 16).raw(tag).bytes(), 1)));
    }

    @Test
    void otherBytesAfterTheLastFrameAreDamage() {
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(48).frames(3, 16).raw("x")));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(48).frames(3, 16).raw("\0\0\0")));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(48).frames(3, 16).raw("Internal Server Error")));
    }

    @Test
    void anId3v2TagBeforeTheMagicIsNotFlac() {
        byte[] file = FlacBytes.announcing(16).frames(1, 16).bytes();
        ByteBuffer tagged = ByteBuffer.allocate(20 + file.length)
                .put("ID3\4".getBytes(StandardCharsets.US_ASCII))
                .position(20);
        Recording recording = BothForms.examine(tagged.put(file).array());
        assertEquals(Format.OTHER, recording.format());
        assertEquals(UNKNOWN, recording.verdict());
    }

    @Test
    void aHeaderWithinAFrameIsNotTakenForTheLastFrame() {
        FlacBytes file = FlacBytes.announcing(48).frames(2, 16);
        byte[] fakeHeader = file.header(false, 1, 1);
        byte[] samples = Arrays.copyOf(fakeHeader, 32);
        assertEquals(
                COMPLETE, verdict(file.raw(FlacBytes.frame(file.header(false, 2, 16), FlacBytes.verbatim(samples)))));
    }

    @Test
    void aHeaderWithTheRightChecksumsButTheWrongLengthIsNotTakenForTheLastFrame() {
        FlacBytes file = FlacBytes.announcing(48);
        byte[] header = file.header(false, 2, 16);
        for (int samplesBytes : new int[] {0, 1, 31, 33, 34}) {
            byte[] subframe = FlacBytes.verbatim(new byte[samplesBytes]);
            assertEquals(
                    TRUNCATED, verdict(FlacBytes.announcing(48).frames(2, 16).raw(FlacBytes.frame(header, subframe))));
        }
    }

    /** A checksum stays correct if zeros are added or removed at the end. */
    @Test
    void aCutThroughAChecksumThatEndsWithZeroIsTruncated() {
        int found = 0;
        for (int sample = 0; sample < 1000; sample++) {
            FlacBytes file = FlacBytes.announcing(16);
            byte[] samples = ByteBuffer.allocate(32).putInt(sample).array();
            byte[] whole = file.raw(FlacBytes.frame(file.header(false, 0, 16), FlacBytes.verbatim(samples)))
                    .bytes();
            if (whole[whole.length - 1] == 0) {
                found++;
                assertEquals(COMPLETE, BothForms.verdict(whole));
                assertEquals(TRUNCATED, BothForms.verdict(cut(whole, 1)));
            }
        }
        assertNotEquals(0, found);
    }

    @Test
    void aFrameLongerThanTheHeaderSaysIsFound() {
        StreamInfo info = new StreamInfo(16, 16, 20, 44_100, 1, 16, 32);
        assertEquals(COMPLETE, verdict(FlacBytes.of(info).frames(2, 16)));
    }

    @Test
    void aFrameLongerThanItsSamplesIsFoundIfTheHeaderSaysSo() {
        StreamInfo info = new StreamInfo(16, 16, 300_000, 44_100, 1, 16, 32);
        assertEquals(COMPLETE, verdict(FlacBytes.of(info).frame(false, 0, 16).longFrame(1, 299_900)));
    }

    @Test
    void aFrameLongerThanTheWindowIsNotSearchedFor() {
        StreamInfo info = new StreamInfo(16, 16, 0xFFFFFF, 44_100, 1, 16, 32);
        assertEquals(UNKNOWN, verdict(FlacBytes.of(info).frame(false, 0, 16).longFrame(1, 3_000_000)));
        assertEquals(COMPLETE, verdict(FlacBytes.of(info).frame(false, 0, 16).longFrame(1, 2_000_000)));
        assertEquals(TRUNCATED, verdict(FlacBytes.of(info).frames(1, 16).raw("x")));
    }

    @Test
    void theGreatestNumbersDoNotOverflow() {
        long max = 0xFFFFFFFFFL;
        StreamInfo info = new StreamInfo(65_535, 65_535, 0, 44_100, 1, 16, max);
        assertEquals(COMPLETE, verdict(FlacBytes.of(info).frame(true, max - 65_535, 65_535)));
        assertEquals(UNKNOWN, verdict(FlacBytes.of(info).frame(false, 0x7FFFFFFF, 65_535)));
    }

    @Test
    void aHugeFileIsReadOnlyAtItsBeginningAndEnd() {
        StreamInfo info = new StreamInfo(4096, 4096, 0, 48_000, 1, 16, 0x7000000FFL);
        byte[] head = FlacBytes.of(info).block(PICTURE, new byte[70_000]).bytes();
        byte[] end = FlacBytes.announcing(0).bytes();
        byte[] audio = FlacBytes.announcing(0).frame(false, 0x700000, 0xFF).bytes();
        byte[] frame = Arrays.copyOfRange(audio, end.length, audio.length);
        BytesChannel file = new BytesChannel(head, 1L << 40, frame);
        assertEquals(COMPLETE, BothForms.examineFile(file).verdict());
        assertTrue(file.readBytes() < 10_000, () -> file.readBytes() + " bytes");
    }

    @Test
    void anEndThatLooksLikeFramesEverywhereIsUnknown() {
        Recording recording = BothForms.examine(CraftedRecordings.flacOfFakeFrames(500_000));
        assertEquals(UNKNOWN, recording.verdict());
        assertEquals("too much of its end looks like the beginning of a frame", recording.reason());
    }

    /** No frame needs more work for its length than one whose samples take one bit each. */
    @Test
    void theFrameThatNeedsTheMostWorkIsExamined() {
        FlacBytes file = FlacBytes.of(new StreamInfo(65_535, 65_535, 0, 44_100, 1, 16, 65_535));
        byte[] subframe = new byte[1 + (10 + 65_535 + 7) / 8];
        Arrays.fill(subframe, (byte) -1);
        subframe[0] = 8 << 1;
        subframe[1] = 0;
        subframe[2] = 0x3F;
        subframe[subframe.length - 1] = (byte) 0x80;
        assertEquals(COMPLETE, verdict(file.raw(FlacBytes.frame(file.header(false, 0, 65_535), subframe))));
    }

    /** All frames before a zero keep correct checksums, but it takes little work to find that none reaches the end. */
    @Test
    void aByteTooManyAfterSilenceIsTruncated() {
        assertEquals(TRUNCATED, BothForms.verdict(CraftedRecordings.flacOfZeros(500_000)));
    }

    @Test
    void theSearchOfTheEndCanBeEnded() {
        byte[] file = CraftedRecordings.flacOfFakeFrames(500_000);
        IOException ended = new IOException("ended");
        AtomicInteger checks = new AtomicInteger();
        Checkpoint tenth = () -> {
            if (checks.incrementAndGet() == 10) {
                throw ended;
            }
        };
        assertSame(ended, assertThrows(IOException.class, () -> Recording.examine(BytesChannel.of(file), tenth)));
        RecordingWindow window = new RecordingWindow();
        window.update(ByteBuffer.wrap(file));
        checks.set(0);
        assertSame(ended, assertThrows(IOException.class, () -> window.finish(tenth)));
    }

    @Test
    void randomBytesNeverThrow() {
        byte[] file = FlacBytes.announcing(48)
                .block(PADDING, new byte[20])
                .frames(3, 16)
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
