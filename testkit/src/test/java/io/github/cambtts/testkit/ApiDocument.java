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
 * The API's OpenAPI document, against which JSON responses are validated.
 *
 * <p>It describes two statuses. The API also sends the others that are listed here, each with its source.
 */
final class ApiDocument {

    /** The statuses whose responses the document does not describe, and why the fake sends them. */
    static final Map<Integer, String> UNDOCUMENTED_STATUSES = Map.of(
            307, "Starlette redirects a path with a trailing slash",
            400, "the vendor's SDKs document it for an id that is not a text-to-speech run",
            401, "FastAPI's response without a key, and the one that the API documents elsewhere for a wrong key",
            404, "Starlette's response to an unknown path",
            405, "Starlette's response to another method");

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

    /** Asserts that a response matches the document's schema for its status. */
    static void assertDescribes(FakeResponse answer) {
        JsonNode schema = response(answer.status()).at("/content/application~1json/schema");
        ObjectNode whole = ((ObjectNode) schema.deepCopy()).set("components", DOCUMENT.get("components"));
        Schema validating = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole);
        String json = new String(answer.body().bytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(List.of(), validating.validate(json, InputFormat.JSON), json);
    }
}
