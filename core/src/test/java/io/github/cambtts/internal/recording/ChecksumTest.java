package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    /** Both checksums of these nine digits are in every catalogue of CRCs, as CRC-8/SMBUS and CRC-16/UMTS. */
    private static final byte[] DIGITS = "123456789".getBytes(StandardCharsets.US_ASCII);

    /** The only frame of the first example in RFC 9639, appendix D.1. */
    private static final byte[] EXAMPLE =
            HexFormat.ofDelimiter(" ").parseHex("ff f8 69 18 00 00 bf 03 58 fd 03 12 8b aa 9a");

    private static int backwards(byte[] bytes, int start) {
        int crc = 0;
        for (int i = bytes.length - 1; i >= start; i--) {
            crc = BackwardCrc16.before(crc, bytes[i]);
        }
        return crc;
    }

    @Test
    void crc8OfTheDigitsIsF4() {
        assertEquals(0xF4, Crc8.of(DIGITS, DIGITS.length));
    }

    @Test
    void crc8OfTheExampleIsItsSeventhByte() {
        assertEquals(0xBF, Crc8.of(EXAMPLE, 6));
    }

    @Test
    void crc16OfTheDigitsIsFee8() {
        byte[] withChecksum = HexFormat.of().parseHex("313233343536373839fee8");
        assertEquals(0, backwards(withChecksum, 0));
    }

    @Test
    void crc16OfTheExampleIsItsLastTwoBytes() {
        assertEquals(0, backwards(EXAMPLE, 0));
    }

    @Test
    void noOtherByteOfTheExampleBeginsAFrameWithACorrectChecksum() {
        for (int start = 1; start < EXAMPLE.length; start++) {
            assertNotEquals(0, backwards(EXAMPLE, start));
        }
    }

    @Test
    void everyBitFlipChangesTheChecksum() {
        for (int bit = 0; bit < EXAMPLE.length * Byte.SIZE; bit++) {
            byte[] flipped = EXAMPLE.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertNotEquals(0, backwards(flipped, 0));
        }
    }
}
