package io.github.cambtts.testkit;

import java.util.function.Consumer;

/**
 * The tasks of a {@link FakeCamb} with {@link FakeCamb#documentedRuns()}, and of {@code camb-tts serve}, at both of the
 * API's paths for tasks.
 *
 * <p>What happens once happens once for all clients together, until the service is reset.
 */
public enum DocumentedTask {
    /** A task that has finished. */
    SUCCEEDS("succeeds", "SUCCESS with run 1", task -> task.succeeds(1)),
    /** A task that finishes. */
    PENDING_TWICE(
            "pending-twice",
            "PENDING twice, then SUCCESS with run 1",
            task -> task.pending(2).succeeds(1)),
    /** A task that never finishes. */
    PENDING("pending", "PENDING for ever", task -> task.pending(1)),
    /** A task that failed. */
    FAILS("fails", "ERROR with a reason", task -> task.fails("the voice is not available")),
    /** A task that took too long. */
    TIMES_OUT("times-out", "TIMEOUT", FakeTask::timesOut),
    /** A task without credits. */
    PAYMENT_REQUIRED("payment-required", "PAYMENT_REQUIRED", FakeTask::paymentRequired),
    /** A gateway that fails in the middle of a wait. */
    BAD_GATEWAY(
            "bad-gateway",
            "PENDING, 502 once, then SUCCESS with run 1",
            task -> task.pending(1).answers(FakeResponse.error(502)).succeeds(1));

    private final String taskId;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker")
    private final Consumer<FakeTask> script;

    DocumentedTask(String taskId, String description, Consumer<FakeTask> script) {
        this.taskId = taskId;
        this.description = description;
        this.script = script;
    }

    /**
     * Returns the task's id.
     *
     * @return a short word
     */
    public String taskId() {
        return taskId;
    }

    /**
     * Returns what the task answers.
     *
     * @return a short description in English
     */
    public String description() {
        return description;
    }

    void script(FakeTask task) {
        script.accept(task);
    }
}
