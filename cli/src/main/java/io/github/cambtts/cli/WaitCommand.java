package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Waits for a task and prints its run. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = "Waits until a task has finished, and prints its run id.")
final class WaitCommand implements RunCommand {

    private final Environment environment;
    private final Cancellation cancellation;
    private final FailureReport failures;

    @Parameters(paramLabel = "TASK_ID", description = "the task_id that the API returned when speech was submitted")
    private String text = "";

    @Mixin
    private TaskOptions waiting = new TaskOptions();

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private ProgressOption progressOption = new ProgressOption();

    WaitCommand(Environment environment, Cancellation cancellation, FailureReport failures) {
        this.environment = environment;
        this.cancellation = cancellation;
        this.failures = failures;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException {
        if (progressOption.isJson()) {
            failures.printAsEvents();
        }
        TaskId task;
        RunId run;
        try (TtsResults results = connect();
                Progress progress = progressOption.start(environment, report, 1)) {
            cancellation.onCancel(results::close);
            task = waiting.parse(text);
            run = TaskOptions.await(
                    results,
                    task,
                    waiting.limits(service),
                    progress,
                    AttemptLog.ifWanted(progress, environment.err(), service.maxAttempts(), report.isVerbose()));
        }
        environment.printResult(report.isJson() ? toJson(task, run) : run.toString());
        return ExitCode.DONE;
    }

    /** Checks the arguments, and builds the client. */
    private TtsResults connect() throws CommandFailedException {
        try {
            waiting.parse(text);
            waiting.limits(service);
            progressOption.check(report);
            if (report.isStackLogged()) {
                StackLogs.show(environment, failures);
            }
            return service.connect(environment);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    private String toJson(TaskId task, RunId run) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("run_id", run.value());
        document.put("task_id", task.value());
        document.put("adapter", service.adapter(environment));
        return Json.write(document);
    }

    @Override
    public boolean isJsonWanted() {
        return report.isJson();
    }

    @Override
    public boolean isTraceWanted() {
        return report.isVerbose();
    }
}
