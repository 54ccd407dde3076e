package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeaderTest {

    private static final StreamInfo STEREO_44 = new StreamInfo(4096, 4096, 0, 44_100, 2, 16, 0);

    private static Optional<FrameHeader> parse(String hexWithoutCrc, StreamInfo info) {
        byte[] header = FlacBytes.withCrc8(HexFormat.of().parseHex(hexWithoutCrc));
        FrameHeader read = new FrameHeader(info);
        return read.read(ByteBuffer.wrap(Arrays.copyOf(header, FrameHeader.MAX_BYTES)), 0) && read.isOfStream()
                ? Optional.of(read)
                : Optional.empty();
    }

    private static void assertHeader(long number, int blockSize, int bytes, Optional<FrameHeader> read) {
        FrameHeader header = read.orElseThrow();
        assertEquals(number, header.number());
        assertEquals(blockSize, header.blockSize());
        assertEquals(bytes, header.bytes());
        assertFalse(header.isVariable());
    }

    private static StreamInfo withRate(int sampleRateHz) {
        return new StreamInfo(4096, 4096, 0, sampleRateHz, 2, 16, 0);
    }

    @Test
    void theExampleOfTheRfcIsRead() {
        assertHeader(0, 1, 7, parse("fff869180000", STEREO_44));
    }

    @ParameterizedTest
    @CsvSource({
        "1, '', 192",
        "2, '', 576",
        "3, '', 1152",
        "4, '', 2304",
        "5, '', 4608",
        "6, ff, 256",
        "7, 0000, 1",
        "7, fffe, 65535",
        "8, '', 256",
        "c, '', 4096",
        "f, '', 32768"
    })
    void blockSizesAreReadByTheirCode(String code, String uncommon, int blockSize) {
        StreamInfo longBlocks = new StreamInfo(65_535, 65_535, 0, 44_100, 2, 16, 0);
        assertEquals(
                Optional.of(blockSize),
                parse("fff8" + code + "91800" + uncommon, longBlocks).map(FrameHeader::blockSize));
    }

    @ParameterizedTest
    @CsvSource({
        "1, '', 88200",
        "2, '', 176400",
        "3, '', 192000",
        "4, '', 8000",
        "5, '', 16000",
        "6, '', 22050",
        "7, '', 24000",
        "8, '', 32000",
        "9, '', 44100",
        "a, '', 48000",
        "b, '', 96000",
        "c, ff, 255000",
        "d, ac45, 44101",
        "e, ffff, 655350"
    })
    void sampleRatesAreReadByTheirCodeAndMustBeTheStreams(String code, String uncommon, int rate) {
        String header = "fff8c" + code + "1800" + uncommon;
        assertEquals(
                Optional.of(5 + uncommon.length() / 2 + 1),
                parse(header, withRate(rate)).map(FrameHeader::bytes));
        assertEquals(Optional.empty(), parse(header, withRate(rate + 1)));
    }

    @Test
    void anUncommonBlockSizeComesBeforeAnUncommonSampleRate() {
        assertHeader(5, 0x0102, 10, parse("fff87d1805" + "0101" + "ac44", STEREO_44));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "7, 8", "8, 2", "9, 2", "a, 2"})
    void channelsMustBeTheStreams(String code, int channels) {
        String header = "fff8c0" + code + "800";
        assertEquals(
                Optional.of(4096),
                parse(header, new StreamInfo(4096, 4096, 0, 44_100, channels, 16, 0))
                        .map(FrameHeader::blockSize));
        assertEquals(Optional.empty(), parse(header, new StreamInfo(4096, 4096, 0, 44_100, channels % 8 + 1, 16, 0)));
    }

    @ParameterizedTest
    @CsvSource({"0, 17", "2, 8", "4, 12", "8, 16", "a, 20", "c, 24", "e, 32"})
    void bitDepthsMustBeTheStreams(String codeAndReservedBit, int bits) {
        String header = "fff8c01" + codeAndReservedBit + "00";
        assertEquals(
                Optional.of(4096),
                parse(header, new StreamInfo(4096, 4096, 0, 44_100, 2, bits, 0)).map(FrameHeader::blockSize));
        if (!codeAndReservedBit.equals("0")) {
            assertEquals(Optional.empty(), parse(header, new StreamInfo(4096, 4096, 0, 44_100, 2, bits - 1, 0)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fff0c91800", // other sync code
                "fffac91800", // last bit of the sync code set
                "7ff8c91800", // first bit of it not set
                "fff8091800", // reserved block size
                "fff8cf1800", // forbidden sample rate
                "fff8c9b800", // reserved channels
                "fff8c91600", // reserved bit depth
                "fff8c91900", // reserved bit set
                "fff8791800ffff", // block of 65536
                "fff8c91880", // no number
                "fff8c918fe828080808080" // number too long for frames
            })
    void reservedOrForbiddenCodesAreNoHeader(String header) {
        assertEquals(Optional.empty(), parse(header, STEREO_44));
    }

    @Test
    void aWrongChecksumIsNoHeader() {
        byte[] header = HexFormat.of().parseHex("fff869180000be000000000000000000");
        assertFalse(new FrameHeader(STEREO_44).read(ByteBuffer.wrap(header), 0));
    }

    @Test
    void theNextNumberIsTheNextFramesOrSamples() {
        assertEquals(8, parse("fff8c91807", STEREO_44).orElseThrow().nextNumber());
        FrameHeader variable = parse("fff9c918febfbfbfbfbfbf", STEREO_44).orElseThrow();
        assertTrue(variable.isVariable());
        assertEquals(68_719_476_735L + 4096, variable.nextNumber());
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "7f, 127",
        "c280, 128",
        "dfbf, 2047",
        "e0a080, 2048",
        "efbfbf, 65535",
        "f0908080, 65536",
        "f7bfbfbf, 2097151",
        "f888808080, 2097152",
        "fbbfbfbfbf, 67108863",
        "fc8480808080, 67108864",
        "fdbfbfbfbfbf, 2147483647",
        "fe828080808080, 2147483648",
        "febfbfbfbfbfbf, 68719476735"
    })
    void numbersOfOneToSevenBytesAreRead(String hex, long number) {
        assertEquals(Optional.of(number), parse("fff9c918" + hex, STEREO_44).map(FrameHeader::number));
        assertEquals(hex, HexFormat.of().formatHex(FlacBytes.coded(number)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "bf", "ff80808080808080", "c200", "c2c0", "e0a000", "febfbfbfbfbf3f"})
    void aNumberThatIsNotCodedByTheSchemeIsNoHeader(String hex) {
        assertEquals(Optional.empty(), parse("fff9c918" + hex, STEREO_44));
    }

    @Test
    void aHeaderThatHasNotComeCompletelyIsNone() {
        byte[] header = HexFormat.of().parseHex("fff869180000bf");
        for (int length = 0; length < header.length; length++) {
            assertFalse(new FrameHeader(STEREO_44).read(ByteBuffer.wrap(header, 0, length), 0));
        }
        assertTrue(new FrameHeader(STEREO_44).read(ByteBuffer.wrap(header), 0));
    }

    @Test
    void theSideChannelIsTheOneThatTheCodeNames() {
        assertSides("fff8c91800", false, false);
        assertSides("fff8c98800", false, true);
        assertSides("fff8c99800", true, false);
        assertSides("fff8c9a800", false, true);
    }

    private static void assertSides(String hex, boolean first, boolean second) {
        FrameHeader header = parse(hex, STEREO_44).orElseThrow();
        assertEquals(first, header.isSide(0));
        assertEquals(second, header.isSide(1));
    }
}
