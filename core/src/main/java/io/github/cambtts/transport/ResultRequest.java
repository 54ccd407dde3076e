package io.github.cambtts.transport;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * {@code GET /tts-result/{run_id}?output_type=…}.
 *
 * @param baseUrl the API's base URL, without a slash at its end
 * @param runId the run
 * @param outputType what to answer with
 * @param headers the headers to send, the API key among them
 * @param connectTimeout how long setting up a connection may take
 */
public record ResultRequest(
        URI baseUrl, RunId runId, OutputType outputType, Map<String, String> headers, Duration connectTimeout)
        implements TransportRequest {

    @Override
    public URI url() {
        return URI.create(baseUrl + "/tts-result/" + runId + "?output_type=" + outputType.wireValue());
    }

    /** Shows everything but the headers. */
    @Override
    public String toString() {
        return "GET " + url();
    }
}
