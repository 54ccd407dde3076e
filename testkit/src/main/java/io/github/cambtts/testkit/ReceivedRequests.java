package io.github.cambtts.testkit;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The requests that a {@link FakeCamb} received about one run, to be verified: {@code camb.received(7).once()}.
 *
 * <p>A failed verification throws an {@link AssertionError} that lists all requests, without keys and signatures.
 * Immutable.
 */
public final class ReceivedRequests {

    private final String subject;
    private final List<ReceivedRequest> requests;
    private final List<ReceivedRequest> all;

    ReceivedRequests(String subject, List<ReceivedRequest> requests, List<ReceivedRequest> all) {
        this.subject = subject;
        this.requests = List.copyOf(requests);
        this.all = List.copyOf(all);
    }

    /**
     * Returns the requests that one origin received.
     *
     * @param origin the origin
     * @return only those requests
     */
    public ReceivedRequests to(Origin origin) {
        Arguments.given(origin, "The origin", "Give Origin.API or Origin.STORAGE.");
        return new ReceivedRequests(
                subject + " to " + origin,
                requests.stream().filter(request -> request.origin() == origin).toList(),
                all);
    }

    /**
     * Returns the requests.
     *
     * @return the requests to verify, in the order of arrival
     */
    public List<ReceivedRequest> list() {
        return requests;
    }

    /**
     * Verifies that there was exactly one request.
     *
     * @throws AssertionError if there were none or more than one
     */
    public void once() {
        times(1);
    }

    /**
     * Verifies that there was no request.
     *
     * @throws AssertionError if there was a request
     */
    public void never() {
        times(0);
    }

    /**
     * Verifies how many requests there were.
     *
     * @param expected the number of requests, not negative
     * @throws AssertionError if there were fewer or more
     */
    public void times(int expected) {
        Arguments.count(expected, "The number of requests");
        if (requests.size() != expected) {
            throw new AssertionError("expected " + count(expected) + " " + subject + ", but there "
                    + (requests.size() == 1 ? "was " : "were ") + requests.size() + ". All that was received:"
                    + (all.isEmpty() ? " nothing" : listed(all)));
        }
    }

    private static String count(int requests) {
        return switch (requests) {
            case 0 -> "no request";
            case 1 -> "1 request";
            default -> requests + " requests";
        };
    }

    private static String listed(List<ReceivedRequest> requests) {
        return IntStream.range(0, requests.size())
                .mapToObj(i -> "\n  " + (i + 1) + ". " + requests.get(i).summary())
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return count(requests.size()) + " " + subject + listed(requests);
    }
}
