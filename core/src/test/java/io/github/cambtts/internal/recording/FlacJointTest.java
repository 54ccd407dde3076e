package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlacJointTest {

    private static final int BLOCK_SIZE = 16;
    private static final int FRAME_BYTES = 8 + 1 + 2 * BLOCK_SIZE + 2;
    private static final int FRAMES_AT = FlacJoint.BEGINNING_BYTES;

    /** Twenty frames of {@value #FRAME_BYTES} bytes each. */
    private final byte[] file =
            FlacBytes.announcing(20 * BLOCK_SIZE).frames(20, BLOCK_SIZE).bytes();

    private static FlacJoint jointOf(byte[] file) {
        return FlacJoint.of(ByteBuffer.wrap(file)).orElseThrow();
    }

    private static boolean isContinuous(byte[] file, int from, int joint, int to) {
        return jointOf(file).isContinuous(Arrays.copyOfRange(file, from, to), joint - from, to == file.length);
    }

    @Test
    void framesContinueWhereverTheFileIsCut() {
        assertEquals(FRAMES_AT + 20 * FRAME_BYTES, file.length);
        for (int joint = FRAMES_AT + FRAME_BYTES; joint <= file.length; joint++) {
            assertTrue(isContinuous(file, FRAMES_AT, joint, file.length), "at " + joint);
            int enough = Math.min(file.length, joint + jointOf(file).bytesAfter());
            assertTrue(isContinuous(file, Math.max(FRAMES_AT, joint - FRAME_BYTES - 8), joint, enough), "at " + joint);
        }
    }

    @Test
    void withoutAWholeHeaderBeforeTheJointNothingIsProved() {
        for (int joint = FRAMES_AT; joint < FRAMES_AT + 8; joint++) {
            assertFalse(isContinuous(file, FRAMES_AT, joint, file.length), "at " + joint);
        }
    }

    @Test
    void aFrameThatIsMissingOrComesTwiceIsNoticed() {
        for (int joint = FRAMES_AT + 5 * FRAME_BYTES; joint < FRAMES_AT + 6 * FRAME_BYTES; joint++) {
            for (int frames : new int[] {-3, -2, -1, 1, 2, 3}) {
                byte[] others = Arrays.copyOfRange(file, joint + frames * FRAME_BYTES, file.length);
                byte[] joined = Arrays.copyOf(file, joint + others.length);
                System.arraycopy(others, 0, joined, joint, others.length);
                assertFalse(isContinuous(joined, FRAMES_AT, joint, joined.length), joint + " and " + frames);
            }
        }
    }

    @Test
    void aBrokenFrameAtTheJointIsNoticed() {
        int joint = FRAMES_AT + 5 * FRAME_BYTES + 20;
        for (int at = joint - 20; at < joint + FRAME_BYTES - 20; at++) {
            byte[] broken = file.clone();
            broken[at] ^= 1;
            assertFalse(isContinuous(broken, FRAMES_AT, joint, broken.length), "at " + at);
        }
    }

    @Test
    void theLastFrameMustEndAtTheAnnouncedTotal() {
        int joint = FRAMES_AT + 19 * FRAME_BYTES + 20;
        assertTrue(isContinuous(file, FRAMES_AT, joint, file.length));
        assertTrue(isContinuous(file, FRAMES_AT, file.length, file.length));
        assertFalse(isContinuous(file, FRAMES_AT, joint, file.length - 1));
        byte[] longer = Arrays.copyOf(file, file.length + 1);
        longer[file.length] = 1;
        assertFalse(isContinuous(longer, FRAMES_AT, joint, longer.length));
        byte[] unknown = FlacBytes.announcing(0).frames(20, BLOCK_SIZE).bytes();
        assertFalse(isContinuous(unknown, FRAMES_AT, joint, unknown.length));
        assertTrue(isContinuous(unknown, FRAMES_AT, joint - FRAME_BYTES, unknown.length));
    }

    @Test
    void framesNumberedBySamplesContinueToo() {
        FlacBytes written = FlacBytes.of(new StreamInfo(16, 64, 0, 44_100, 1, 16, 0));
        byte[] gap = written.frame(true, 0, 16)
                .frame(true, 16, 64)
                .frame(true, 80, 32)
                .bytes();
        assertTrue(isContinuous(gap, FRAMES_AT, FRAMES_AT + 20, gap.length));
        byte[] other = FlacBytes.of(new StreamInfo(16, 64, 0, 44_100, 1, 16, 0))
                .frame(true, 0, 16)
                .frame(true, 17, 64)
                .bytes();
        assertFalse(isContinuous(other, FRAMES_AT, FRAMES_AT + 20, other.length));
    }

    @Test
    void onlyFlacHasFrames() {
        assertEquals(Optional.empty(), FlacJoint.of(ByteBuffer.wrap(file, 0, FlacJoint.BEGINNING_BYTES - 1)));
        assertEquals(Optional.empty(), FlacJoint.of(ByteBuffer.allocate(100)));
        byte[] otherBlock = ByteBuffer.wrap(file.clone()).put(4, (byte) 0x81).array();
        assertEquals(Optional.empty(), FlacJoint.of(ByteBuffer.wrap(otherBlock)));
        byte[] noBlockSize = ByteBuffer.wrap(file.clone()).putInt(8, 0).array();
        assertEquals(Optional.empty(), FlacJoint.of(ByteBuffer.wrap(noBlockSize)));
    }

    @Test
    void noiseIsNeverContinuous() {
        byte[] noise = Arrays.copyOf(file, 200_000);
        new Random(3).nextBytes(noise);
        System.arraycopy(file, 0, noise, 0, FRAMES_AT);
        assertFalse(isContinuous(noise, FRAMES_AT, 100_000, noise.length));
    }

    @Test
    void theTimeIsLinearInTheNumberOfBytes() {
        long small = nanos(crafted(4_000));
        long large = nanos(crafted(40_000));
        assertTrue(large < 15 * small + 20_000_000, () -> small + " ns and " + large + " ns");
    }

    /** Only headers: any of the first half may be followed by any of the second half. */
    private static byte[] crafted(int headers) {
        FlacBytes written = FlacBytes.announcing(0);
        byte[] first = written.header(false, 6, BLOCK_SIZE);
        byte[] second = written.header(false, 7, BLOCK_SIZE);
        for (int i = 0; i < headers; i++) {
            written.raw(i < headers / 2 ? first : second);
        }
        return written.bytes();
    }

    private static long nanos(byte[] file) {
        long min = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long start = System.nanoTime();
            assertFalse(isContinuous(file, FRAMES_AT, FRAMES_AT + (file.length - FRAMES_AT) / 2, file.length));
            min = Math.min(min, System.nanoTime() - start);
        }
        return min;
    }
}
