package io.github.cambtts.adapter.jdkhttp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decodes JSON with jackson-jr. Loaded with the first JSON document, so never for audio. */
final class JacksonJrCodec {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Before 2.16, an error shows the document, and so a presigned URL, by default.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final JSON READER = JSON.builder(FACTORY).build();

    private JacksonJrCodec() {}

    static @Nullable Object decode(String json) throws IOException {
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
