package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StreamInfoTest {

    @Test
    void theExampleOfTheRfcIsRead() {
        byte[] block = HexFormat.of().parseHex("1000100000000f00000f0ac442f0000000013e84b41807dc690307586a3dad1a2e0f");
        assertEquals(new StreamInfo(4096, 4096, 15, 44_100, 2, 16, 1), StreamInfo.parse(ByteBuffer.wrap(block)));
    }

    @Test
    void theGreatestValuesAreRead() {
        StreamInfo greatest = new StreamInfo(65_535, 65_535, 0xFFFFFF, 0xFFFFF, 8, 32, 0xFFFFFFFFFL);
        assertEquals(greatest, StreamInfo.parse(ByteBuffer.wrap(FlacBytes.streamInfo(greatest))));
        assertTrue(greatest.isValid());
    }

    @Test
    void valuesOutOfBoundsAreAFault() {
        assertFalse(new StreamInfo(15, 4096, 0, 44_100, 2, 16, 0).isValid());
        assertFalse(new StreamInfo(4096, 192, 0, 44_100, 2, 16, 0).isValid());
        assertFalse(new StreamInfo(4096, 4096, 0, 44_100, 2, 3, 0).isValid());
    }

    @Test
    void aFrameMayBeALittleLongerThanItsSamples() {
        int uncompressed = 4096 * 2 * 16 / 8;
        int limit = new StreamInfo(4096, 4096, 0, 44_100, 2, 16, 0).frameBytesLimit(4096);
        assertEquals(uncompressed * 1.125, limit, 300);
    }

    @Test
    void theLongestFrameRaisesTheLimitButNeverLowersIt() {
        int limit = new StreamInfo(4096, 4096, 0, 44_100, 2, 16, 0).frameBytesLimit(4096);
        assertEquals(limit, new StreamInfo(4096, 4096, 20, 44_100, 2, 16, 0).frameBytesLimit(4096));
        assertEquals(99_999, new StreamInfo(4096, 4096, 99_999, 44_100, 2, 16, 0).frameBytesLimit(4096));
    }
}
