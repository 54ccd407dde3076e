package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.RunId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link FakeCamb}, to be scripted: {@code camb.task("0b1d").pending(3).succeeds(7)}.
 *
 * <p>The methods add to what the task answers, in this order; the last response is repeated. A task that was not scripted
 * is unknown: 404. Thread-safe.
 */
public final class FakeTask {

    private final Deque<Step> script = new ArrayDeque<>();

    /** A response, and how often it is sent. */
    private record Step(int times, FakeResponse answer) {}

    FakeTask() {}

    /**
     * Answers {@code PENDING}.
     *
     * @param times how often, not negative
     * @return this task
     * @throws IllegalArgumentException if it is negative
     */
    public FakeTask pending(int times) {
        Arguments.count(times, "The number of times");
        return times == 0 ? this : repeated(times, status("PENDING", null, null));
    }

    /**
     * Answers {@code SUCCESS}.
     *
     * @param runId the run, a positive number
     * @return this task
     * @throws IllegalArgumentException if it is not positive
     */
    public FakeTask succeeds(long runId) {
        return answers(status("SUCCESS", RunId.of(runId).value(), null));
    }

    /**
     * Answers {@code ERROR}.
     *
     * @param reason the {@code exception_reason}
     * @return this task
     */
    public FakeTask fails(String reason) {
        return answers(status("ERROR", null, requireNonNull(reason, "reason")));
    }

    /**
     * Answers {@code TIMEOUT}.
     *
     * @return this task
     */
    public FakeTask timesOut() {
        return answers(status("TIMEOUT", null, null));
    }

    /**
     * Answers {@code PAYMENT_REQUIRED}.
     *
     * @return this task
     */
    public FakeTask paymentRequired() {
        return answers(status("PAYMENT_REQUIRED", null, null));
    }

    /**
     * Answers with responses, such as {@link FakeResponse#error FakeResponse.error(502)}.
     *
     * @param answers the responses
     * @return this task
     */
    public synchronized FakeTask answers(FakeResponse... answers) {
        for (FakeResponse answer : Arguments.answers(answers)) {
            repeated(1, answer);
        }
        return this;
    }

    private synchronized FakeTask repeated(int times, FakeResponse answer) {
        script.addLast(new Step(times, answer));
        return this;
    }

    private static FakeResponse status(String status, @Nullable Long runId, @Nullable String reason) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("status", status);
        document.put("run_id", runId);
        document.put("exception_reason", reason);
        return FakeResponse.json(200, ApiRules.json(document));
    }

    /** Returns the next response. */
    synchronized FakeResponse answer() {
        Step next = script.pollFirst();
        if (next == null) {
            return FakeResponse.error(404);
        }
        if (next.times() > 1) {
            script.addFirst(new Step(next.times() - 1, next.answer()));
        } else if (script.isEmpty()) {
            script.addFirst(next);
        }
        return next.answer();
    }
}
