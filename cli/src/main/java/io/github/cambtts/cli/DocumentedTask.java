package io.github.cambtts.cli;

import io.github.cambtts.TaskId;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeTask;
import java.util.function.Consumer;

/**
 * The tasks of {@code camb-tts serve}, at both of the API's paths for tasks.
 *
 * <p>What happens once happens once for all clients together, until the service is reset.
 */
enum DocumentedTask {
    SUCCEEDS("succeeds", "SUCCESS with run 1", task -> task.succeeds(1)),
    PENDING_TWICE(
            "pending-twice",
            "PENDING twice, then SUCCESS with run 1",
            task -> task.pending(2).succeeds(1)),
    PENDING("pending", "PENDING for ever", task -> task.pending(1)),
    FAILS("fails", "ERROR with a reason", task -> task.fails("the voice is not available")),
    TIMES_OUT("times-out", "TIMEOUT", FakeTask::timesOut),
    PAYMENT_REQUIRED("payment-required", "PAYMENT_REQUIRED", FakeTask::paymentRequired),
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

    String taskId() {
        return taskId;
    }

    String description() {
        return description;
    }

    void script(FakeCamb camb) {
        script.accept(camb.task(TaskId.of(taskId)));
        script.accept(camb.task(TaskId.translated(taskId)));
    }
}
