package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChecksumTest {

    /** The only frame of the first example in RFC 9639, appendix D.1. */
    private static final byte[] EXAMPLE =
            HexFormat.ofDelimiter(" ").parseHex("ff f8 69 18 00 00 bf 03 58 fd 03 12 8b aa 9a");

    private static int crc(byte[] bytes) {
        int crc = 0;
        for (byte next : bytes) {
            crc = Crc16.extend(crc, next);
        }
        return crc;
    }

    /** The checksum of these nine digits is in every catalogue of CRCs, as CRC-16/UMTS. */
    @Test
    void crc16OfTheDigitsIsFee8() {
        assertEquals(0xFEE8, crc("123456789".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aFrameWithItsChecksumIsZero() {
        assertEquals(0, crc(EXAMPLE));
    }

    @Test
    void everyBitFlipChangesTheChecksum() {
        for (int bit = 0; bit < EXAMPLE.length * Byte.SIZE; bit++) {
            byte[] flipped = EXAMPLE.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertNotEquals(0, crc(flipped));
        }
    }

    @Test
    void aRowGivesWhatItsBytesGiveOneByOne() {
        Random random = new Random(16);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[Crc16.ROW_BYTES];
            random.nextBytes(bytes);
            int before = random.nextInt(1 << 16);
            int crc = before;
            for (byte next : bytes) {
                crc = Crc16.extend(crc, next);
            }
            ByteBuffer row = ByteBuffer.wrap(bytes);
            assertEquals(crc, Crc16.extend(before, row.getLong(), row.getLong()));
        }
    }
}
