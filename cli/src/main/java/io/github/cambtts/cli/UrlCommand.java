package io.github.cambtts.cli;

import io.github.cambtts.AudioLink;
import io.github.cambtts.CallOptions;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a presigned URL of a run's audio. */
@Command(
        name = "url",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = "Prints a presigned URL of a run's audio.")
final class UrlCommand implements RunCommand {

    private final Environment environment;
    private final Cancellation cancellation;
    private final FailureReport failures;

    @Mixin
    private RunArgument argument = new RunArgument();

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(names = "--expires", description = "print a second line: when the URL expires, or \"unknown\"")
    private boolean expires;

    UrlCommand(Environment environment, Cancellation cancellation, FailureReport failures) {
        this.environment = environment;
        this.cancellation = cancellation;
        this.failures = failures;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException {
        try (TtsResults results = connect()) {
            cancellation.onCancel(results::close);
            AudioLink link = results.link(argument.parse(), callOptions());
            if (report.isJson()) {
                environment.printResult(toJson(link));
                return ExitCode.DONE;
            }
            environment.printResult(link.url().toString());
            if (expires) {
                environment.printResult(link.expiresAt().map(Instant::toString).orElse("unknown"));
            } else if (!report.isQuiet()) {
                link.expiresAt().ifPresent(expiry -> environment.err().println("The URL expires at " + expiry + "."));
            }
            return ExitCode.DONE;
        }
    }

    private CallOptions callOptions() {
        return AttemptLog.ifWanted(new Progress.None(), environment.err(), service.maxAttempts(), report.isVerbose())
                .map(CallOptions.defaults()::withListener)
                .orElse(CallOptions.defaults());
    }

    private TtsResults connect() throws CommandFailedException {
        try {
            argument.parse();
            if (report.isStackLogged()) {
                StackLogs.show(environment, failures);
            }
            return service.connect(environment);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    private String toJson(AudioLink link) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("url", link.url().toString());
        link.expiresAt().ifPresent(expiry -> document.put("expires_at", expiry.toString()));
        link.requestId().ifPresent(id -> document.put("request_id", id));
        document.put("adapter", service.adapter(environment));
        return Json.write(document);
    }

    @Override
    public Optional<RunId> run() {
        return argument.ifParsable();
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
