package io.github.cambtts.adapter.feign;

import feign.HeaderMap;
import feign.Param;
import feign.RequestLine;
import feign.Response;
import java.net.URI;
import java.util.Map;

/** The endpoint, declared. Returns the response itself: Feign's decoders would read all of the body into memory. */
interface TtsResultApi {

    @RequestLine("GET /tts-result/{run_id}?output_type={output_type}")
    Response result(
            URI baseUrl,
            @Param("run_id") long runId,
            @Param("output_type") String outputType,
            @HeaderMap Map<String, String> headers);
}
