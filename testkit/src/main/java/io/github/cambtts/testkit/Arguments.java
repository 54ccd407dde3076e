package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks the ranges of the fake service's arguments. */
final class Arguments {

    /** Long enough for every test, and its milliseconds fit into a {@code long}. */
    private static final Duration MAX_DELAY = Duration.ofDays(365);

    private Arguments() {}

    static Duration delay(Duration wait) {
        if (requireNonNull(wait, "wait").isNegative() || wait.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("A delay is 0 s to 365 days, not " + wait + ".");
        }
        return wait;
    }

    static FakeResponse[] answers(FakeResponse... answers) {
        if (requireNonNull(answers, "answers").length == 0) {
            throw new IllegalArgumentException("There is no response. Give some, such as FakeResponse.error(503).");
        }
        FakeResponse[] copy = answers.clone();
        for (FakeResponse each : copy) {
            requireNonNull(each, "answers");
        }
        return copy;
    }

    /** Checks a number of bytes, or of times. */
    static void count(long count, String what) {
        if (count < 0) {
            throw new IllegalArgumentException(what + " is 0 or more, not " + count + ".");
        }
    }
}
