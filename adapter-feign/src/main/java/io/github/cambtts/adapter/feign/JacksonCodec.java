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

/** feign-jackson as the codec. Loaded with the first JSON document, and so never for audio. */
final class JacksonCodec {

    private static final Decoder DECODER = new JacksonDecoder(new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS));

    private static final Request NONE =
            Request.create(Request.HttpMethod.GET, "", Map.of(), null, StandardCharsets.UTF_8, null);

    private JacksonCodec() {}

    static @Nullable Object decode(String json) throws IOException {
        if (json.isEmpty()) {
            // The decoder would make a null of it.
            throw new EOFException("no JSON document");
        }
        Response document = Response.builder()
                .status(200)
                .request(NONE)
                .headers(Map.of())
                .body(json, StandardCharsets.UTF_8)
                .build();
        return DECODER.decode(document, Object.class);
    }
}
