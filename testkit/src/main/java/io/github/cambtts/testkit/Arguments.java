package io.github.cambtts.testkit;

import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks the arguments of the fake service's public methods. */
final class Arguments {

    /** Long enough for every test, and its milliseconds fit into a {@code long}. */
    private static final Duration MAX_DELAY = Duration.ofDays(365);

    private Arguments() {}

    /** Returns an argument that must not be null; {@code advice} is a sentence that says what to give. */
    static <T> T given(@Nullable T argument, String name, String advice) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null. " + advice);
        }
        return argument;
    }

    /** Returns the number of a run. */
    static long run(@Nullable RunId runId) {
        return given(runId, "The run", "Give the run, such as RunId.of(7).").value();
    }

    static TaskId task(@Nullable TaskId task) {
        return given(task, "The task", "Give the task, such as TaskId.of(\"0b1d\").");
    }

    static Duration delay(@Nullable Duration wait) {
        Duration delay = given(wait, "The delay", "Give the delay, such as Duration.ofMillis(200).");
        if (delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
            throw new IllegalArgumentException("A delay is 0 s to 365 days, not " + delay + ".");
        }
        return delay;
    }

    static Content content(@Nullable Content content) {
        return given(content, "The content", "Give the bytes, such as Content.of(bytes) or Content.speech().");
    }

    static FakeCamb camb(@Nullable FakeCamb camb) {
        return given(camb, "The service", "Give a fake service, such as new FakeCamb().");
    }

    static FakeResponse[] answers(FakeResponse @Nullable [] answers) {
        String advice = "Give responses, such as FakeResponse.error(503).";
        FakeResponse[] copy = given(answers, "The array of responses", advice).clone();
        if (copy.length == 0) {
            throw new IllegalArgumentException("There is no response. " + advice);
        }
        for (FakeResponse each : copy) {
            given(each, "A response", advice);
        }
        return copy;
    }

    /** Checks a number of bytes, or of times. */
    static long count(long count, String what) {
        if (count < 0) {
            throw new IllegalArgumentException(what + " is 0 or more, not " + count + ".");
        }
        return count;
    }
}
