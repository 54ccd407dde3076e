package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The requests that a {@link FakeCamb} received about one run or task, to be verified: {@code camb.received(7).once()}.
 *
 * <p>They are those received when they are asked for, so that {@link #within} can wait for them. A failed verification
 * throws an {@link AssertionError} that lists all requests, without keys and signatures. Thread-safe.
 */
public final class ReceivedRequests {

    private final FakeCamb camb;
    private final String subject;
    private final Predicate<ReceivedRequest> wanted;
    private final Duration patience;

    ReceivedRequests(FakeCamb camb, String subject, Predicate<ReceivedRequest> wanted, Duration patience) {
        this.camb = camb;
        this.subject = subject;
        this.wanted = wanted;
        this.patience = patience;
    }

    /**
     * Returns the requests that one origin received.
     *
     * @param origin the origin
     * @return only those requests
     */
    public ReceivedRequests to(Origin origin) {
        requireNonNull(origin, "origin");
        return only("to " + origin, request -> request.origin() == origin);
    }

    /**
     * Returns the requests that a condition holds for: {@code matching("with a range", request ->
     * request.header("range").isPresent())}.
     *
     * @param description names the condition in a failed verification
     * @param condition the condition
     * @return only those requests
     */
    public ReceivedRequests matching(String description, Predicate<ReceivedRequest> condition) {
        return only(requireNonNull(description, "description"), requireNonNull(condition, "condition"));
    }

    private ReceivedRequests only(String description, Predicate<ReceivedRequest> condition) {
        return new ReceivedRequests(camb, subject + " " + description, wanted.and(condition), patience);
    }

    /**
     * Returns the same requests, to be waited for: a verification fails only if it still does after that time.
     *
     * @param wait the longest time to wait, real time: 0 s to 365 days
     * @return the requests
     * @throws IllegalArgumentException if it is not
     */
    public ReceivedRequests within(Duration wait) {
        return new ReceivedRequests(camb, subject, wanted, Arguments.delay(wait));
    }

    /**
     * Returns the requests.
     *
     * @return the requests received so far, in the order of arrival
     */
    public List<ReceivedRequest> list() {
        return camb.requests().stream().filter(wanted).toList();
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
        verify(all -> all.stream().filter(wanted).count() == expected, "expected " + count(expected) + " " + subject);
    }

    /**
     * Verifies that the service received these requests and no other: that each is one of them.
     *
     * @throws AssertionError if there was another request
     */
    public void nothingElse() {
        verify(all -> all.stream().allMatch(wanted), "expected nothing but requests " + subject);
    }

    private void verify(Predicate<List<ReceivedRequest>> expectation, String expected) {
        List<ReceivedRequest> all = camb.awaitRequests(expectation, patience);
        if (!expectation.test(all)) {
            long found = all.stream().filter(wanted).count();
            throw new AssertionError(expected + ", but there " + (found == 1 ? "was " : "were ") + found
                    + ". All that was received:" + (all.isEmpty() ? " nothing" : listed(all)));
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
        List<ReceivedRequest> requests = list();
        return count(requests.size()) + " " + subject + listed(requests);
    }
}
