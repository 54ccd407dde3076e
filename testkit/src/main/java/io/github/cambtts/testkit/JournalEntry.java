package io.github.cambtts.testkit;

import java.time.Instant;

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
}
