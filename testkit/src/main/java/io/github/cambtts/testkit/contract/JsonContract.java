package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the decoder of a transport makes of documents, and which it rejects. */
@Proves(Rule.T35)
@Tag("json")
abstract class JsonContract extends ContractFixture {

    /** The least length of a string (rule T36). */
    private static final int MIN_JSON_STRING = 64 << 10;

    private static final int MIN_JSON_DIGITS = 1_000;
    private static final int MIN_JSON_DEPTH = 100;
    private static final int TOO_DEEP = 200_000;

    /** Characters of every kind, written as such and escaped; and numbers of every size. */
    @Test
    @Proves({Rule.T34, Rule.T36})
    final void theDecoderLosesNothing() throws IOException {
        // Entities, composed and decomposed characters, blanks and marks are characters like others.
        String all = " \u00a0a\u00ff\u0130\u2028\uffff&amp;&#38;%41+e\u0301\u00e9\u212b\ufb01\ufeff\u200b"
                + Character.toString(0x1F50A) + Character.toString(0x10FFFF) + " ";
        StringBuilder escaped = new StringBuilder();
        all.chars().forEach(c -> escaped.append(String.format(Locale.ROOT, "\\u%04x", c)));
        String large = all.repeat(MIN_JSON_STRING / all.length() + 1);
        for (String text : new String[] {
            all, escaped.toString(), escaped.toString().toUpperCase(Locale.ROOT).replace("\\U", "\\u")
        }) {
            assertEquals(
                    Map.of(all, List.of(all)),
                    transport().jsonDecoder().decode("{\"" + text + "\":[\"" + text + "\"]}"));
        }
        assertEquals(large, transport().jsonDecoder().decode("\"" + large + "\""));
        assertEquals("\"\\/\b\f\n\r\t", transport().jsonDecoder().decode("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""));
        assertEquals(List.of(), transport().jsonDecoder().decode(" \t\r\n[ \t\r\n] \t\r\n"));
        for (String number :
                new String[] {"9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"}) {
            Object value = transport().jsonDecoder().decode("{\"a\":" + number + "}");
            assertEquals("{a=" + number + "}", String.valueOf(value));
        }
        String integer = "1234567890".repeat(MIN_JSON_DIGITS / 10);
        for (int more = 0; more <= 1; more++) {
            // A longer one may be refused, but not changed.
            assertNotChanged(integer + "7".repeat(more), more > 0);
            assertNotChanged("-" + integer + "7".repeat(more), more > 0);
        }
        assertEquals(
                Map.of("e\u0301", 1, "\u00e9", 2),
                transport().jsonDecoder().decode("{\"e\u0301\":1,\"\u00e9\":2}"),
                "two members whose names are equal in another form of Unicode");
        int depth = MIN_JSON_DEPTH;
        Object nested = transport().jsonDecoder().decode("[".repeat(depth) + "{\"a\":1}" + "]".repeat(depth));
        for (int i = 0; i < depth; i++) {
            nested = assertInstanceOf(List.class, nested, "depth " + i).get(0);
        }
        assertEquals("{a=1}", String.valueOf(nested));
    }

    private void assertNotChanged(String integer, boolean mayFail) throws IOException {
        Object value;
        try {
            value = transport().jsonDecoder().decode("{\"a\":" + integer + "}");
        } catch (IOException e) {
            assertTrue(mayFail, () -> "an integer of " + integer.length() + " characters: " + e);
            return;
        }
        assertEquals("{a=" + integer + "}", String.valueOf(value));
    }

    /** A document of the depth of a thread's stack is an error like others, or decoded; it is no {@code Error}. */
    @Test
    @Proves(Rule.T35)
    final void aDeepDocumentEndsNoThread() {
        for (String json : new String[] {
            "[".repeat(TOO_DEEP),
            "[".repeat(TOO_DEEP) + "]".repeat(TOO_DEEP),
            "{\"a\":".repeat(TOO_DEEP),
            "{\"a\":".repeat(TOO_DEEP) + "1" + "}".repeat(TOO_DEEP)
        }) {
            try {
                transport().jsonDecoder().decode(json);
            } catch (IOException e) {
                assertTrue(json.length() >= TOO_DEEP);
            }
        }
    }

    @Test
    final void theDecoderRejectsWhatIsNotOneDocument() throws IOException {
        List<String> accepted = new ArrayList<>();
        for (String json : new String[] {
            // The same member twice, however it is written and whatever its values.
            "{\"a\":1,\"\\u0061\":2}",
            "{\"a\":1,\"a\":1}",
            "{\"a\":null,\"a\":1}",
            "{\"a\":1,\"a\":null}",
            "{\"a\":[],\"b\":1,\"a\":[]}",
            "{\"a\":{\"b\":1,\"b\":2}}",
            "[{\"a\":1,\"a\":2}]",
            "{\"\":1,\"\":2}",
            // Numbers.
            ".5",
            "5.",
            "-",
            "-.5",
            "+5",
            "01",
            "-01",
            "1e",
            "1e+",
            "0x10",
            "1_000",
            "1f",
            "NaN",
            "-NaN",
            "Infinity",
            "-Infinity",
            // Literals.
            "TRUE",
            "True",
            "Null",
            "FALSE",
            "nul",
            "undefined",
            "yes",
            "truex",
            "nullnull",
            // Strings.
            "\"\\U0041\"",
            "\"\\u00g0\"",
            "\"\\u004\"",
            "\"\\x41\"",
            "\"\\'\"",
            "\"\\0\"",
            "\"a",
            "\"\\\"",
            "'a'",
            "`a`",
            "\"\t\"",
            "\"\n\"",
            "\"\u0000\"",
            "\"\u001f\"",
            // Structure.
            "",
            " ",
            "{",
            "[",
            "]",
            "}",
            "[1,]",
            "[,1]",
            "[,]",
            "[1 2]",
            "[1;2]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\"=1}",
            "{\"a\"=>1}",
            "{\"a\":1,}",
            "{,}",
            "{a:1}",
            "{1:1}",
            "{null:1}",
            "{'a':1}",
            "[1}",
            "{\"a\":1]",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}",
            "\"a\":1",
            // Around the document.
            "{\"a\":1}{\"b\":2}",
            "{\"a\":1} {}",
            "{\"a\":1}\n{\"b\":2}",
            "{\"a\":1}\nand more",
            "1 2",
            "[] []",
            "{}{}",
            "[]]",
            "{}}",
            "{},",
            "1,",
            "\u0000",
            "[]\u0000",
            "{}\u0000",
            "1\u0000",
            "\u00a0[]",
            "[]\u00a0",
            "[\u2003]",
            "[]\u2028",
            "[]\u0085",
            "\u000b[]",
            "[]\f",
            "\uFEFF[]",
            "[]\uFEFF",
            ")]}'\n[]",
            // Comments.
            "//a\n1",
            "/*a*/1",
            "1//a",
            "1/*a*/",
            "#a\n1",
            "1 #a",
            "[1/*a*/]",
            "<!--a-->1",
            "--a\n1"
        }) {
            try {
                accepted.add(json + " as " + transport().jsonDecoder().decode(json));
            } catch (IOException e) {
                Secrets.assertAbsent(e, KEY);
            }
        }
        assertEquals(List.of(), accepted);
    }
}
