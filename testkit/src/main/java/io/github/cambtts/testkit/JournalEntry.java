package io.github.cambtts.testkit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that a {@link FakeCamb} received, and how it was answered.
 *
 * @param time when the request was received, by the service's clock
 * @param request the request, without keys and signatures
 * @param status the status of the response, even if it did not reach the client
 * @param answer a short description of the response, such as {@code 200, closed after 40000 bytes}
 */
public record JournalEntry(Instant time, ReceivedRequest request, int status, String answer) {

    /** Returns the entry as a log line. */
    @Override
    public String toString() {
        return time + " " + request.summary() + ": " + answer;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("time", time.toString());
        json.put("origin", request.origin().name());
        json.put("method", request.method());
        json.put("target", request.target());
        json.put("headers", request.headers());
        json.put("status", status);
        json.put("answer", answer);
        return json;
    }
}
