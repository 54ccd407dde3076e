package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The API's OpenAPI document, which JSON answers are held against.
 *
 * <p>It describes two statuses. The API gives others; they are listed here, each with where it comes from.
 */
final class ApiDocument {

    /** The statuses whose answers the document does not describe, and why the fake gives them all the same. */
    static final Map<Integer, String> UNDOCUMENTED_STATUSES = Map.of(
            307, "Starlette redirects a path with a trailing slash",
            400, "the vendor's SDKs document it for an id that is no text-to-speech run",
            401, "FastAPI's answer without a key, and the one that the API documents elsewhere for a wrong one",
            404, "Starlette's answer to an unknown path",
            405, "Starlette's answer to another method");

    private static final JsonNode DOCUMENT = read();

    private ApiDocument() {}

    private static JsonNode read() {
        try (InputStream yaml = Objects.requireNonNull(
                ApiDocument.class.getResourceAsStream("tts-result.openapi.yaml"), "tts-result.openapi.yaml")) {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean describes(int status) {
        return response(status).isObject();
    }

    private static JsonNode response(int status) {
        return DOCUMENT.at("/paths/~1tts-result~1{run_id}/get/responses/" + status);
    }

    /** Asserts that an answer is what the document says of its status. */
    static void assertDescribes(FakeResponse answer) {
        JsonNode schema = response(answer.status()).at("/content/application~1json/schema");
        ObjectNode whole = ((ObjectNode) schema.deepCopy()).set("components", DOCUMENT.get("components"));
        Schema validating = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
        String json = new String(answer.body().bytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(List.of(), validating.validate(json, InputFormat.JSON), json);
    }
}
