package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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

    /** Characters of every kind, written as such and escaped; and numbers of every size. */
    @Test
    @Proves({Rule.T34, Rule.T36})
    final void theDecoderLosesNothing() throws IOException {
        String all = "a\u00ff\u0130\u2028\uffff" + Character.toString(0x1F50A) + Character.toString(0x10FFFF);
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
        int depth = 50;
        Object nested = transport().jsonDecoder().decode("[".repeat(depth) + "{\"a\":1}" + "]".repeat(depth));
        for (int i = 0; i < depth; i++) {
            nested = assertInstanceOf(List.class, nested, "depth " + i).get(0);
        }
        assertEquals("{a=1}", String.valueOf(nested));
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
