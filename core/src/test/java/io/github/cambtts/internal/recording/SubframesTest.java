package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subframes of 16 samples of 8 bits, written bit by bit. */
class SubframesTest {

    private static final int MONO = 0;

    private static boolean fill(String bits, int channels, int channelCode) {
        String digits = bits.replace(" ", "");
        byte[] bytes = new byte[(digits.length() + 7) / 8];
        for (int i = 0; i < digits.length(); i++) {
            bytes[i / 8] |= (byte) ((digits.charAt(i) - '0') << (7 - i % 8));
        }
        StreamInfo info = new StreamInfo(16, 16, 0, 44_100, channels, 8, 0);
        FrameHeader header = new FrameHeader(false, 0, 16, channelCode, 6);
        return fill(new BitReader(bytes, 0, bytes.length, work()), header, info);
    }

    private static boolean fill(BitReader bits, FrameHeader header, StreamInfo info) {
        try {
            return Subframes.fill(bits, header, info);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Work work() {
        return new Work(1_000, () -> {});
    }

    private static String any(int bits) {
        return "10".repeat(bits).substring(0, bits);
    }

    private static void assertFills(String bits) {
        assertTrue(fill(bits, 1, MONO));
        assertFalse(fill(bits.substring(0, bits.length() - 8), 1, MONO), "a byte is missing");
        assertFalse(fill(bits + "00000000", 1, MONO), "a byte of zeros is added");
    }

    @Test
    void constant() {
        assertFills("0 000000 0" + any(8));
    }

    @Test
    void verbatim() {
        assertFills("0 000001 0" + any(16 * 8));
    }

    @Test
    void wastedBitsShortenEachSample() {
        assertFills("0 000001 1 1" + any(16 * 7));
        assertFills("0 000001 1 001" + any(16 * 5));
    }

    @Test
    void fixedPredictorsWarmUpWithUpToFourSamples() {
        String[] types = {"001000", "001001", "001010", "001011", "001100"};
        for (int order = 0; order < types.length; order++) {
            assertFills(
                    "0 " + types[order] + " 0" + any(order * 8) + "00 0000" + "0010" + "0001 11".repeat(16 - order));
        }
    }

    @Test
    void linearPredictorsBringTheirCoefficients() {
        int order = 3;
        int precision = 12;
        assertFills("0 100010 0" + any(order * 8) + "1011 00011" + any(order * precision) + "00 0000" + "0001"
                + "01 0".repeat(16 - order));
    }

    @Test
    void partitionsHaveTheirOwnParameters() {
        assertFills("0 001001 0" + any(8) + "00 0010" + "0000" + "0001".repeat(3) + "0011" + "1 101".repeat(4) + "0000"
                + "1".repeat(4) + "0001" + "001 1".repeat(4));
    }

    @Test
    void theSecondMethodHasParametersOfFiveBits() {
        assertFills("0 001000 0" + "01 0000" + "10000" + ("1" + any(16)).repeat(16));
    }

    @Test
    void escapedPartitionsAreStoredAsTheyAre() {
        assertFills("0 001000 0" + "00 0001" + "1111 00101" + any(5 * 8) + "1111 00000");
        assertFills("0 001000 0" + "01 0000" + "11111 00011" + any(3 * 16));
    }

    @Test
    void aSideChannelHasOneBitMore() {
        String plain = "0 000001 0" + any(16 * 8);
        String side = "0 000001 0" + any(16 * 9);
        assertTrue(fill(plain + plain, 2, 1));
        assertTrue(fill(plain + side, 2, 8));
        assertTrue(fill(side + plain, 2, 9));
        assertTrue(fill(plain + side, 2, 10));
        assertFalse(fill(plain + plain, 2, 8));
        assertFalse(fill(side + side, 2, 9));
    }

    @Test
    void aSideChannelMayBeTheOneThatWastesBits() {
        assertTrue(fill("0 000001 0" + any(16 * 8) + "0 000001 1 00001" + any(16 * 4), 2, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 000000 0 00000000", // the first bit is always zero
                "0 000010 0 00000000", // reserved types
                "0 001101 0 00000000",
                "0 011111 0 00000000",
                "0 000000 1 00000001 00000000", // all bits wasted
                "0 001000 0 10 0000 0000 1111111111111111", // reserved residual coding
                "0 001000 0 00 0101 0000 1111111111111111", // more partitions than samples
                "0 001100 0 00000000 00000000 00000000 00000000 00 0011 0000 1111", // fewer samples than the order
                "0 100000 0 00000000 1111 00000 0000000000000000 00 0000 0000 111111111111111", // forbidden precision
                "0 001000 0 00 0000 0000 00000000" // zeros without end
            })
    void reservedOrForbiddenValuesAreNoSubframe(String bits) {
        assertFalse(fill(bits, 1, MONO));
    }

    @Test
    void noBytesAreNoSubframes() {
        assertFalse(fill(
                new BitReader(new byte[10], 5, 4, work()),
                new FrameHeader(false, 0, 16, MONO, 6),
                new StreamInfo(16, 16, 0, 44_100, 1, 8, 0)));
    }

    @Test
    void withoutWorkLeftNothingIsFilled() throws IOException {
        StreamInfo info = new StreamInfo(16, 16, 0, 44_100, 1, 8, 0);
        FrameHeader header = new FrameHeader(false, 0, 16, MONO, 6);
        byte[] constant = new byte[2];
        assertTrue(Subframes.fill(new BitReader(constant, 0, 2, new Work(2, () -> {})), header, info));
        Work tooLittle = new Work(1, () -> {});
        assertFalse(Subframes.fill(new BitReader(constant, 0, 2, tooLittle), header, info));
        assertTrue(tooLittle.isSpent());
    }
}
