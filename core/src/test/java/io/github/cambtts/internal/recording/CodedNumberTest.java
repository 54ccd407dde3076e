package io.github.cambtts.internal.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodedNumberTest {

    private static OptionalLong read(String hex) {
        return CodedNumber.read(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
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
        assertEquals(OptionalLong.of(number), read(hex));
        assertEquals(hex, HexFormat.of().formatHex(FlacBytes.coded(number)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"80", "bf", "ff80808080808080", "c200", "c2c0", "e0a000", "febfbfbfbfbf3f"})
    void aNumberThatIsNotCodedByTheSchemeIsAbsent(String hex) {
        assertEquals(OptionalLong.empty(), read(hex));
    }

    @Test
    void nothingAfterTheNumberIsRead() {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex("e0a08012"));
        assertEquals(OptionalLong.of(2048), CodedNumber.read(bytes));
        assertEquals(3, bytes.position());
    }
}
