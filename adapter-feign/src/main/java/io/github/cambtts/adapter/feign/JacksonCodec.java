package io.github.cambtts.adapter.feign;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import feign.Request;
import feign.Response;
import feign.codec.Decoder;
import feign.jackson.JacksonDecoder;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes JSON with feign-jackson. Loaded with the first JSON document, so never for audio. */
final class JacksonCodec {

    private static final Decoder DECODER = new JacksonDecoder(new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));

    private static final Request NO_REQUEST =
            Request.create(Request.HttpMethod.GET, "", Map.of(), null, StandardCharsets.UTF_8, null);

    private JacksonCodec() {}

    static @Nullable Object decode(String json) throws IOException {
        if (json.isEmpty()) {
            // The decoder would return null.
            throw new EOFException("no JSON document");
        }
        Response document = Response.builder()
                .status(200)
                .request(NO_REQUEST)
                .headers(Map.of())
                .body(json, StandardCharsets.UTF_8)
                .build();
        return DECODER.decode(document, Object.class);
    }
}
