package io.github.cambtts.transport;

import io.github.cambtts.internal.text.Arguments;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * {@code GET /tts-result/{run_id}?output_type=…}.
 *
 * @param baseUrl the API's base URL, without a slash at its end
 * @param runId the run, a positive number
 * @param outputType the value of the {@code output_type} parameter
 * @param headers the headers to send, the API key among them
 * @param connectTimeout how long setting up a connection may take
 */
public record ResultRequest(
        URI baseUrl, long runId, String outputType, Map<String, String> headers, Duration connectTimeout)
        implements TransportRequest {

    /**
     * Checks that nothing is missing.
     *
     * @throws IllegalArgumentException if a component is null
     */
    public ResultRequest {
        Arguments.given(baseUrl, "baseUrl", "Give the base URL of the API.");
        Arguments.given(outputType, "outputType", "Give raw_bytes or file_url.");
        Arguments.given(headers, "headers", "Give a map, Map.of() for none.");
        Arguments.given(connectTimeout, "connectTimeout", "Give a duration such as Duration.ofSeconds(10).");
    }

    @Override
    public URI url() {
        return URI.create(baseUrl + "/tts-result/" + runId + "?output_type=" + outputType);
    }

    /** Shows everything but the headers. */
    @Override
    public String toString() {
        return "GET " + url();
    }
}
