package io.github.cambtts.internal.recording;

import static io.github.cambtts.Completeness.COMPLETE;
import static io.github.cambtts.Completeness.DAMAGED;
import static io.github.cambtts.Completeness.TRUNCATED;
import static io.github.cambtts.Completeness.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RecordingCheck.Intact;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FLAC files written by hand, one rule per test. */
class FlacWalkTest {

    private static final int PADDING = 1;
    private static final int PICTURE = 6;

    private static Completeness verdict(FlacBytes file) {
        return Walks.completeness(file.bytes());
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
                new RecordingCheck(
                        COMPLETE,
                        "every frame is intact, and the last one ends at the last sample announced",
                        "audio/flac",
                        file.length,
                        OptionalInt.of(44_100),
                        OptionalInt.of(2),
                        OptionalInt.of(16),
                        OptionalLong.of(1),
                        Optional.empty()),
                Walks.check(file));
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
        RecordingCheck recording =
                Walks.check(FlacBytes.announcing(49).frames(3, 16).bytes());
        assertEquals(TRUNCATED, recording.completeness());
        assertEquals("it ends with its frame 2, which goes to sample 48 of 49", recording.reason());
        assertEquals(OptionalLong.of(49), recording.totalSamples());
    }

    @Test
    void aLastFrameThatEndsAfterTheTotalContradictsTheHeader() {
        assertEquals(UNKNOWN, verdict(FlacBytes.announcing(47).frames(3, 16)));
    }

    @Test
    void withoutATotalAnIntactLastFrameIsNoProofButGivesTheDuration() {
        RecordingCheck recording =
                Walks.check(FlacBytes.announcing(0).frames(3, 9).bytes());
        assertEquals(UNKNOWN, recording.completeness());
        assertEquals(OptionalLong.of(41), recording.totalSamples());
        assertEquals(Optional.of(Duration.ofNanos(929_705)), recording.duration());
    }

    @Test
    void withoutATotalAPieceOfAFrameIsTruncated() {
        RecordingCheck recording =
                Walks.check(cut(FlacBytes.announcing(0).frames(3, 9).bytes(), 1));
        assertEquals(TRUNCATED, recording.completeness());
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
            assertEquals(TRUNCATED, Walks.completeness(cut(file, count)));
        }
        int lastFrameBits = (8 + 17 + 2) * Byte.SIZE;
        for (int bit = file.length * Byte.SIZE - lastFrameBits; bit < file.length * Byte.SIZE; bit++) {
            byte[] flipped = file.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            Completeness found = Walks.completeness(flipped);
            assertTrue(found == TRUNCATED || found == DAMAGED, found + " at bit " + bit);
        }
    }

    @Test
    void metadataBlocksOfAnyLengthAreSkipped() {
        FlacBytes file = FlacBytes.announcing(16)
                .block(PICTURE, new byte[300_000])
                .block(PADDING, new byte[0])
                .block(PADDING, new byte[70_000]);
        assertEquals(TRUNCATED, Walks.completeness(cut(file.bytes(), 1)));
        assertEquals(TRUNCATED, Walks.completeness(file.bytes()));
        assertEquals(COMPLETE, Walks.completeness(file.frames(1, 16).bytes()));
    }

    @Test
    void aFrameWithinAMetadataBlockIsNoAudio() {
        byte[] frame = FlacBytes.frame(FlacBytes.announcing(16).header(false, 0, 16), FlacBytes.verbatim(new byte[32]));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(16).block(PICTURE, frame)));
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
        assertEquals(UNKNOWN, Walks.completeness(otherType));
        byte[] otherLength = ByteBuffer.wrap(file.clone()).put(7, (byte) 35).array();
        assertEquals(UNKNOWN, Walks.completeness(otherLength));
        byte[] noBlockSize = ByteBuffer.wrap(file.clone()).putInt(8, 0).array();
        assertEquals(UNKNOWN, Walks.completeness(noBlockSize));
    }

    @Test
    void anId3v1TagAfterTheLastFrameIsNotPartOfIt() {
        String tag = "TAG" + "x".repeat(125);
        assertEquals(COMPLETE, verdict(FlacBytes.announcing(48).frames(3, 16).raw(tag)));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(49).frames(3, 16).raw(tag)));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(0).frames(3, 16).raw(tag)));
        assertEquals(DAMAGED, verdict(FlacBytes.announcing(48).raw(tag)));
        assertEquals(
                UNKNOWN,
                Walks.completeness(
                        cut(FlacBytes.announcing(48).frames(3, 16).raw(tag).bytes(), 1)));
    }

    @Test
    void anId3v2TagBeforeTheMagicIsNotFlac() {
        byte[] file = FlacBytes.announcing(16).frames(1, 16).bytes();
        ByteBuffer tagged = ByteBuffer.allocate(20 + file.length)
                .put("ID3\4".getBytes(StandardCharsets.US_ASCII))
                .position(20);
        RecordingCheck recording = Walks.check(tagged.put(file).array());
        assertEquals("application/octet-stream", recording.mediaType());
        assertEquals(UNKNOWN, recording.completeness());
    }

    @Test
    void aHeaderWithinAFrameIsNotTakenForTheLastFrame() {
        FlacBytes file = FlacBytes.announcing(48).frames(2, 16);
        byte[] fakeHeader = file.header(false, 1, 1);
        byte[] samples = Arrays.copyOf(fakeHeader, 32);
        assertEquals(
                COMPLETE, verdict(file.raw(FlacBytes.frame(file.header(false, 2, 16), FlacBytes.verbatim(samples)))));
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
                assertEquals(COMPLETE, Walks.completeness(whole));
                assertEquals(TRUNCATED, Walks.completeness(cut(whole, 1)));
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
            assertNotEquals("", Walks.check(damaged).reason());
        }
    }

    @Test
    void variableBlocksAreNumberedBySamples() {
        StreamInfo info = new StreamInfo(16, 200, 0, 44_100, 1, 16, 416);
        FlacBytes whole =
                FlacBytes.of(info).frame(true, 0, 16).frame(true, 16, 200).frame(true, 216, 200);
        assertEquals(COMPLETE, verdict(whole));
        FlacBytes gap =
                FlacBytes.of(info).frame(true, 0, 16).frame(true, 17, 200).frame(true, 217, 199);
        assertEquals(DAMAGED, verdict(gap));
    }

    @Test
    void blocksThatVaryCountAlthoughTheirFramesAreNumbered() {
        StreamInfo info = new StreamInfo(16, 200, 0, 44_100, 1, 16, 216);
        assertEquals(COMPLETE, verdict(FlacBytes.of(info).frame(false, 0, 16).frame(false, 1, 200)));
    }

    @Test
    void framesThatGoOnBeyondTheTotalContradictTheHeader() {
        RecordingCheck recording =
                Walks.check(FlacBytes.announcing(40).frames(5, 16).bytes());
        assertEquals(UNKNOWN, recording.completeness());
        assertEquals("its frame 2 ends at sample 48, but its header announces 40", recording.reason());
        assertEquals(UNKNOWN, verdict(FlacBytes.announcing(48).frames(5, 16)));
    }

    @Test
    void theGreatestNumbersDoNotOverflow() {
        StreamInfo info = new StreamInfo(65_535, 65_535, 0, 44_100, 1, 16, 0);
        long max = 0xFFFFFFFFFL;
        FlacBytes variable =
                FlacBytes.of(info).frame(true, max - 65_535, 65_535).frame(true, max, 65_535);
        assertEquals(OptionalLong.of(131_070), Walks.check(variable.bytes()).totalSamples());
        FlacBytes fixed = FlacBytes.of(info).frame(false, 0x7FFFFFFE, 65_535).frame(false, 0x7FFFFFFF, 65_535);
        assertEquals(UNKNOWN, verdict(fixed));
    }

    @Test
    void otherBytesAfterTheLastFrameAreNoProofOfTheEnd() {
        for (String other : List.of("x", "\0\0\0", "Internal Server Error", "TAG" + "x".repeat(126))) {
            RecordingCheck recording = Walks.check(
                    FlacBytes.announcing(48).frames(3, 16).raw(other).bytes());
            assertEquals(UNKNOWN, recording.completeness());
            assertEquals(
                    "its frames are intact, but " + other.length() + " B follow that are no part of it",
                    recording.reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ID3\4", "APETAGEX", "LYRICSBEGIN", "fLaC"})
    void whatProgramsAppendIsNotPartOfTheRecording(String magic) {
        byte[] file =
                FlacBytes.announcing(48).frames(3, 16).raw(magic + "anything").bytes();
        assertEquals(COMPLETE, Walks.completeness(file));
        assertEquals(TRUNCATED, verdict(FlacBytes.announcing(64).frames(3, 16).raw(magic + "anything")));
    }

    @Test
    void aHeaderWithTheRightChecksumsButTheWrongLengthIsNotTakenForTheLastFrame() {
        byte[] header = FlacBytes.announcing(48).header(false, 2, 16);
        for (int samplesBytes : new int[] {0, 1, 31, 33, 34}) {
            byte[] frame = FlacBytes.frame(header, FlacBytes.verbatim(new byte[samplesBytes]));
            assertEquals(
                    samplesBytes < 32 ? TRUNCATED : DAMAGED,
                    verdict(FlacBytes.announcing(48).frames(2, 16).raw(frame)),
                    samplesBytes + " bytes of samples");
        }
    }

    @Test
    void aLastFrameThatGoesOnForTooLongIsDamaged() {
        byte[] file = FlacBytes.announcing(48).frames(2, 16).bytes();
        byte[] broken = FlacBytes.frame(FlacBytes.announcing(48).header(false, 2, 16), new byte[] {(byte) 0x7E});
        assertEquals(DAMAGED, Walks.completeness(joined(file, broken, new byte[300])));
        assertEquals(TRUNCATED, Walks.completeness(joined(file, broken, new byte[3])));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static final int FRAME_BYTES = 8 + 1 + 32 + 2;
    private static final int FRAMES_AT = 42;

    @Test
    void everyBitFlipInAFrameIsNoticedAndWhereItIs() {
        byte[] file = FlacBytes.announcing(96).frames(6, 16).bytes();
        assertEquals(FRAMES_AT + 6 * FRAME_BYTES, file.length);
        for (int bit = FRAMES_AT * Byte.SIZE; bit < file.length * Byte.SIZE; bit++) {
            byte[] flipped = file.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            RecordingCheck recording = Walks.check(flipped);
            int frame = (bit / Byte.SIZE - FRAMES_AT) / FRAME_BYTES;
            assertEquals(frame < 4 ? DAMAGED : recording.completeness(), recording.completeness(), "bit " + bit);
            Intact intact = recording.intact().orElseThrow();
            // With its header, a frame also ends the one before.
            assertTrue(
                    intact.frames().getAsLong() == frame || intact.frames().getAsLong() == Math.max(0, frame - 1),
                    () -> recording.toString());
            assertEquals(16 * intact.frames().getAsLong(), intact.samples().getAsLong());
            assertEquals(
                    intact.frames().getAsLong() == 0 && frame == 0
                            ? intact.bytes()
                            : FRAMES_AT + FRAME_BYTES * intact.frames().getAsLong(),
                    intact.bytes());
        }
    }

    @Test
    void aFrameThatIsMissingOrComesTwiceOrFromElsewhereIsNoticed() {
        byte[] file = FlacBytes.announcing(20 * 16).frames(20, 16).bytes();
        for (int joint = FRAMES_AT + 5 * FRAME_BYTES; joint <= FRAMES_AT + 6 * FRAME_BYTES; joint++) {
            for (int frames : new int[] {-5, -3, -1, 1, 2, 3, 9}) {
                byte[] rest = Arrays.copyOfRange(file, joint + frames * FRAME_BYTES, file.length);
                assertEquals(
                        DAMAGED,
                        Walks.completeness(joined(Arrays.copyOf(file, joint), rest)),
                        joint + " and " + frames);
            }
        }
    }

    @Test
    void bytesThatAreMissingOrAddedWithinAFrameAreNoticed() {
        byte[] file = FlacBytes.announcing(20 * 16).frames(20, 16).bytes();
        for (int at = FRAMES_AT; at < FRAMES_AT + 3 * FRAME_BYTES; at++) {
            byte[] before = Arrays.copyOf(file, at);
            assertEquals(
                    DAMAGED,
                    Walks.completeness(joined(before, Arrays.copyOfRange(file, at + 1, file.length))),
                    "without byte " + at);
            assertEquals(
                    DAMAGED,
                    Walks.completeness(joined(before, new byte[] {1}, Arrays.copyOfRange(file, at, file.length))),
                    "a byte more at " + at);
        }
    }

    @Test
    void damageIsKnownBeforeTheEnd() {
        byte[] file = FlacBytes.announcing(100 * 16).frames(100, 16).bytes();
        file[FRAMES_AT + 10 * FRAME_BYTES + 20] ^= 1;
        RecordingWalk walk = new RecordingWalk();
        int at = 0;
        while (!walk.isDamaged()) {
            walk.update(ByteBuffer.wrap(file, at++, 1));
        }
        assertTrue(at < FRAMES_AT + 20 * FRAME_BYTES, "known after " + at);
        RecordingCheck early = walk.finish();
        assertEquals(DAMAGED, early.completeness());
        assertEquals(
                "its frame 10, at byte " + (FRAMES_AT + 10 * FRAME_BYTES)
                        + " and sample 160, does not end with its checksum, although more follows",
                early.reason());
        walk.update(ByteBuffer.wrap(file, at, file.length - at));
        assertEquals(early.reason(), walk.finish().reason());
    }

    @Test
    void framesOfAnotherFileWithinAFrameAreSamples() {
        FlacBytes inner = FlacBytes.announcing(0);
        for (int i = 0; i < 10; i++) {
            inner.frame(false, 3 + i, 16);
        }
        byte[] all = inner.bytes();
        byte[] frames = Arrays.copyOfRange(all, FRAMES_AT, all.length);
        int blockSize = frames.length / 2;
        FlacBytes outer = FlacBytes.of(FlacBytes.info(blockSize, 3L * blockSize));
        for (int i = 0; i < 3; i++) {
            outer.raw(FlacBytes.frame(outer.header(false, i, blockSize), FlacBytes.verbatim(frames)));
        }
        assertEquals(COMPLETE, verdict(outer));
    }

    @Test
    void aFrameFarLongerThanItsSamplesIsWalkedThrough() {
        FlacBytes file = FlacBytes.announcing(48).frame(false, 0, 16).longFrame(1, 100_000);
        assertEquals(
                UNKNOWN,
                verdict(FlacBytes.of(FlacBytes.info(16, 0))
                        .frame(false, 0, 16)
                        .longFrame(1, 100_000)
                        .frame(false, 2, 16)));
        assertEquals(COMPLETE, verdict(file.frame(false, 2, 16)));
    }

    @Test
    void anAudioThatDoesNotBeginWithAFrameIsDamaged() {
        assertEquals(DAMAGED, verdict(FlacBytes.announcing(64).raw("Internal Server Error")));
    }

    @Test
    void framesThatAreMissingAtTheBeginningAreMissingInTheTotal() {
        assertEquals(
                TRUNCATED, verdict(FlacBytes.announcing(64).frame(false, 1, 16).frame(false, 2, 16)));
        assertEquals(
                COMPLETE, verdict(FlacBytes.announcing(32).frame(false, 1, 16).frame(false, 2, 16)));
        assertEquals(
                UNKNOWN, verdict(FlacBytes.announcing(0).frame(false, 1, 16).frame(false, 2, 16)));
    }

    @Test
    void aFrameOfAnotherFormatBetweenTwoIsDamage() {
        FlacBytes other = FlacBytes.of(new StreamInfo(16, 16, 0, 44_100, 2, 16, 0));
        byte[] stereo = FlacBytes.frame(other.header(false, 1, 16), new byte[] {0, 0, 0, 0, 0, 0});
        assertEquals(
                DAMAGED,
                verdict(FlacBytes.announcing(48)
                        .frame(false, 0, 16)
                        .raw(stereo)
                        .frame(false, 1, 16)
                        .frame(false, 2, 16)));
    }

    /** RFC 9639, section 9.2.7.1: an escape code is followed by the number of bits of each residual. */
    @Test
    void escapedPartitionsInTheLastFrameAreMeasured() {
        for (int bits : new int[] {0, 1, 5, 8, 31}) {
            for (int method : new int[] {0, 1}) {
                BitWriter subframe = new BitWriter();
                subframe.write(8 << 1, 8).write(method, 2).write(1, 4);
                for (int partition = 0; partition < 2; partition++) {
                    subframe.write((1 << (4 + method)) - 1, 4 + method).write(bits, 5);
                    for (int i = 0; i < 8; i++) {
                        subframe.write(1 & bits, bits);
                    }
                }
                FlacBytes file = FlacBytes.announcing(16);
                byte[] frame = FlacBytes.frame(file.header(false, 0, 16), subframe.bytes());
                assertEquals(COMPLETE, verdict(file.raw(frame)), bits + " bits, method " + method);
            }
        }
    }

    /** Writes bits, the highest first. */
    private static final class BitWriter {

        private final StringBuilder digits = new StringBuilder();

        BitWriter write(int value, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                digits.append(value >>> i & 1);
            }
            return this;
        }

        byte[] bytes() {
            digits.append("0".repeat((8 - digits.length() % 8) % 8));
            byte[] bytes = new byte[digits.length() / 8];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) Integer.parseInt(digits.substring(8 * i, 8 * i + 8), 2);
            }
            return bytes;
        }
    }

    @Test
    void aLastFrameFarLongerThanItsSamplesIsMeasured() {
        assertEquals(
                COMPLETE, verdict(FlacBytes.announcing(32).frame(false, 0, 16).longFrame(1, 100_000)));
    }

    /** A checksum fits at a cut too, by chance or because its last byte is zero. */
    @Test
    void aFrameThatMayBeCutDoesNotCountAsIntact() {
        byte[] file = FlacBytes.announcing(48).frames(3, 16).bytes();
        RecordingCheck cut = Walks.check(cut(file, FRAME_BYTES));
        assertEquals("it ends with its frame 1, which goes to sample 32 of 48", cut.reason());
        assertEquals(
                Optional.of(new Intact(OptionalLong.of(16), FRAMES_AT + FRAME_BYTES, OptionalLong.of(1))),
                cut.intact());
    }

    @Test
    void theFramesThatAreProvedGoOnAcrossAJoint() {
        byte[] file = FlacBytes.announcing(20 * 16).frames(20, 16).bytes();
        for (int joint = 1; joint < file.length; joint++) {
            RecordingWalk walk = new RecordingWalk();
            walk.update(ByteBuffer.wrap(file, 0, joint));
            boolean isWithinFrames = joint >= FRAMES_AT + FrameHeader.MAX_BYTES;
            assertEquals(isWithinFrames, walk.bytesToNextFrame() > 0, "at " + joint);
            if (isWithinFrames) {
                int ahead = (int) Math.min(walk.bytesToNextFrame(), file.length - joint);
                walk.update(ByteBuffer.wrap(file, joint, ahead));
                boolean isToEnd = joint + ahead == file.length;
                assertTrue(
                        walk.provedBytes() >= joint || (isToEnd && walk.finish().completeness() == COMPLETE),
                        "at " + joint);
            }
        }
    }

    @Test
    void manyHeadersWithoutFramesTakeNoLongerThanOtherBytes() {
        FlacBytes file = FlacBytes.announcing(0);
        byte[] header = file.header(false, 7, 16);
        file.frame(false, 6, 16);
        for (int i = 0; i < 500_000; i++) {
            file.raw(header);
        }
        byte[] crafted = file.bytes();
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertEquals(DAMAGED, Walks.inPieces(crafted, 10_000).completeness()));
    }
}
