package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

    /** The arguments, checked. */
    private record Request(TaskId task, Timeouts limits, TtsResults results) {}

    @Override
    public Integer call() throws IOException, CommandFailedException {
        if (progressOption.isJson()) {
            failures.printAsEvents();
        }
        Request request = request();
        RunId run;
        try (TtsResults results = request.results();
                Progress progress = progressOption.start(environment, report, 1)) {
            cancellation.onCancel(results::close);
            run = TaskOptions.await(
                    results,
                    request.task(),
                    request.limits(),
                    progress,
                    AttemptLog.ifWanted(progress, environment.err(), service.maxAttempts(), report.isVerbose()));
        }
        environment.printResult(report.isJson() ? toJson(request.task(), run) : run.toString());
        return ExitCode.DONE;
    }

    private Request request() throws CommandFailedException {
        try {
            TaskId task = waiting.parse(text);
            progressOption.check(report);
            Timeouts limits = waiting.limits(service);
            if (report.isStackLogged()) {
                StackLogs.show(environment, failures);
            }
            return new Request(task, limits, service.connect(environment));
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
    public Optional<RunId> run() {
        return Optional.empty();
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
