package io.github.cambtts.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads exactly one JSON document (RFC 8259), as strictly as the port requires. */
final class JsonReader {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Before 2.16, an error shows the document, and so a presigned URL, by default.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final JSON READER = JSON.builder(FACTORY).build();

    private JsonReader() {}

    static @Nullable Object read(String json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new JsonParseException(parser, "no JSON document");
            }
            Object document = READER.anyFrom(parser);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one JSON document");
            }
            return document;
        }
    }
}
