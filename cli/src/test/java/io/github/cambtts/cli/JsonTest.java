package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesObjectsInOrder() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("text", "a");
        object.put("number", 12L);
        object.put("truth", true);
        object.put("nothing", null);
        object.put("object", Map.of("inner", 1));
        object.put("empty", Map.of());
        object.put("list", List.of(1, "b", Map.of(), List.of()));
        assertEquals(
                "{\"text\":\"a\",\"number\":12,\"truth\":true,\"nothing\":null,\"object\":{\"inner\":1},\"empty\":{},"
                        + "\"list\":[1,\"b\",{},[]]}",
                Json.write(object));
    }

    @Test
    void everyCharacterSurvivesEscapingToAscii() throws IOException {
        StringBuilder every = new StringBuilder();
        for (int c = 0; c <= 0xffff; c++) {
            every.append((char) c);
        }
        String text = every.append("\ud83d\ude00").toString().replaceAll("[\ud800-\udfff]", "") + "\ud83d\ude00";
        String json = Json.write(Map.of("text", text));
        assertEquals(text, new ObjectMapper().readTree(json).path("text").textValue());
        assertEquals(0, json.chars().filter(c -> c < ' ' || c > '~').count());
    }
}
