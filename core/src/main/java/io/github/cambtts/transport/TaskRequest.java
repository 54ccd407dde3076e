package io.github.cambtts.transport;

import io.github.cambtts.internal.text.Arguments;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * {@code GET /{collection}/{task_id}}: the status of a task.
 *
 * @param baseUrl the API's base URL, without a slash at its end
 * @param collection the path segment of tasks of its kind, {@code tts} or {@code translated-tts}
 * @param taskId the task, of unreserved characters only (RFC 3986, section 2.3)
 * @param headers the headers to send, the API key among them
 * @param connectTimeout how long setting up a connection may take
 */
public record TaskRequest(
        URI baseUrl, String collection, String taskId, Map<String, String> headers, Duration connectTimeout)
        implements TransportRequest {

    /**
     * Checks that nothing is missing.
     *
     * @throws IllegalArgumentException if a component is null
     */
    public TaskRequest {
        Arguments.given(baseUrl, "baseUrl", "Give the base URL of the API.");
        Arguments.given(collection, "collection", "Give tts or translated-tts.");
        Arguments.given(taskId, "taskId", "Give the task_id.");
        Arguments.given(headers, "headers", "Give a map, Map.of() for none.");
        Arguments.given(connectTimeout, "connectTimeout", "Give a duration such as Duration.ofSeconds(10).");
    }

    @Override
    public URI url() {
        return URI.create(baseUrl + "/" + collection + "/" + taskId);
    }

    /** Shows everything but the headers. */
    @Override
    public String toString() {
        return "GET " + url();
    }
}
