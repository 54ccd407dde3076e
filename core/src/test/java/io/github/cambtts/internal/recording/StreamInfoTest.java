package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

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
        assertEquals("", greatest.fault());
    }

    @Test
    void valuesOutOfBoundsAreAFault() {
        assertNotEquals("", new StreamInfo(15, 4096, 0, 44_100, 2, 16, 0).fault());
        assertNotEquals("", new StreamInfo(4096, 192, 0, 44_100, 2, 16, 0).fault());
        assertNotEquals("", new StreamInfo(4096, 4096, 0, 44_100, 2, 3, 0).fault());
    }

    @Test
    void aFrameMayBeALittleLongerThanItsSamples() {
        int uncompressed = 4096 * 2 * 16 / 8;
        int limit = new StreamInfo(4096, 4096, 0, 44_100, 2, 16, 0).frameBytesLimit();
        assertEquals(uncompressed * 1.125, limit, 300);
    }

    @Test
    void theLongestFrameRaisesTheLimitButNeverLowersIt() {
        int limit = new StreamInfo(4096, 4096, 0, 44_100, 2, 16, 0).frameBytesLimit();
        assertEquals(limit, new StreamInfo(4096, 4096, 20, 44_100, 2, 16, 0).frameBytesLimit());
        assertEquals(99_999, new StreamInfo(4096, 4096, 99_999, 44_100, 2, 16, 0).frameBytesLimit());
    }

    @Test
    void noFrameIsExpectedToBeLongerThanTheWindowCanBe() {
        StreamInfo greatest = new StreamInfo(65_535, 65_535, 0xFFFFFF, 0xFFFFF, 8, 32, 0);
        assertEquals(StreamInfo.MAX_FRAME_BYTES, greatest.frameBytesLimit());
        int uncompressed = 65_535 * 8 * 32 / 8;
        assertEquals(uncompressed * 1.125, StreamInfo.MAX_FRAME_BYTES, 300);
    }
}
