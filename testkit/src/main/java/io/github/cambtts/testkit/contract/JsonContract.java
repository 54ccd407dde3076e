package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which documents the decoder of a transport rejects. */
@Proves(Rule.T35)
@Tag("json")
abstract class JsonContract extends ContractFixture {

    @Test
    final void theDecoderRejectsWhatIsNotOneDocument() throws IOException {
        for (String json : new String[] {
            "",
            " ",
            "{",
            "{\"a\":1}{\"b\":2}",
            "{\"a\":1} {}",
            "{\"a\":1}\n{\"b\":2}",
            "{\"a\":1}\nand more",
            "{\"a\":{\"b\":1,\"b\":2}}",
            "{\"a\":1,\"a\":2}",
            "[1,]",
            "{\"a\":1,}",
            "{\"a\":1",
            "[1",
            "tru",
            "+1",
            "'a'",
            "{'a':1}",
            "{a:1}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":NaN}",
            "{\"a\":01}",
            "\uFEFF{\"a\":1}",
            "#a\n1",
            "1 #a",
            "//a\n1",
            "/*a*/1",
            "{\"a\":1} // a"
        }) {
            assertThrows(IOException.class, () -> transport().jsonDecoder().decode(json), json);
        }
        assertEquals(Map.of("a", List.of("b")), transport().jsonDecoder().decode("{\"a\":[\"b\"]}"));
    }
}
