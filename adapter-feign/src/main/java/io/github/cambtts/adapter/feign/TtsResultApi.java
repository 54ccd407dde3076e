package io.github.cambtts.adapter.feign;

import feign.Param;
import feign.Request;
import feign.RequestLine;
import feign.Response;

/**
 * The endpoints as a Feign interface. Returns the response itself: Feign's decoders would read the whole body into
 * memory. Declares no headers: {@link OkHttpExchange} sets them, so that Feign never holds the API key.
 */
interface TtsResultApi {

    @RequestLine("GET /tts-result/{run_id}?output_type={output_type}")
    Response result(@Param("run_id") long runId, @Param("output_type") String outputType, Request.Options callOptions);

    @RequestLine("GET /{collection}/{task_id}")
    Response task(@Param("collection") String collection, @Param("task_id") String taskId, Request.Options callOptions);
}
