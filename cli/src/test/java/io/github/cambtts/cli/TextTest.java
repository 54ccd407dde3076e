package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the text that people read. */
class TextTest {

    private static final Bar HALF =
            new Bar("run 12345", 12_400_000, OptionalLong.of(24_800_000), "12.4 MB of 24.8 MB", "", 3_900_000.0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 | run 12345  5",
                "14 | run 12345  50%",
                "39 | run 12345  50% 12.4 MB of 24.8 MB",
                "49 | run 12345  50% 12.4 MB of 24.8 MB 3.9 MB/s",
                "79 | run 12345  50% [============>           ] 12.4 MB of 24.8 MB 3.9 MB/s 0:04 left",
                "199 | run 12345  50% [====================>                   ] 12.4 MB of 24.8 MB 3.9 MB/s 0:04 left"
            })
    void barShowsThePartsThatFit(int columns, String line) {
        assertEquals(line, HALF.toLine(columns, OptionalLong.of(4)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 12, 20, 39, 40, 59, 77, 79, 199})
    void barIsNeverWiderThanTheColumns(int columns) {
        assertTrue(HALF.toLine(columns, OptionalLong.of(100_000)).length() <= columns);
        Bar unknown = new Bar("run 1", 5, OptionalLong.empty(), "5 B", "resuming", 0);
        assertTrue(unknown.toLine(columns, OptionalLong.empty()).length() <= columns);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "999,999 B", "1000,1.0 kB", "12400000,12.4 MB", "999950,1.0 MB", "9223372036854775807,9.2 EB"})
    void bytesHaveAUnit(long bytes, String text) {
        assertEquals(text, Quantity.bytes(bytes));
    }

    @ParameterizedTest
    @CsvSource({"9,0:09", "75,1:15", "3723,1:02:03"})
    void timeLeftIsFormattedAsOnAClock(long seconds, String text) {
        assertEquals(text, Quantity.clock(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"a.flac|a.flac", "a b|'a b'", "-x|'-x'", "it's|'it'\\''s'"})
    void pathsAreQuotedForTheShell(String text, String word) {
        assertEquals(word, ShellWord.of(text));
    }

    @ParameterizedTest
    @CsvSource({"a\u202eb,a\\u202eb", "'\u001b[31m',\\u001b[31m", "é,é"})
    void controlAndFormatCharactersAreEscaped(String text, String plain) {
        assertEquals(plain, PlainText.of(text));
    }
}
