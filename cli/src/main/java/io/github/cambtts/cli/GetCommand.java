package io.github.cambtts.cli;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveException;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Saves a run's audio. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = "Saves a run's audio; with -o - it is written to stdout.")
final class GetCommand implements RunCommand {

    private static final String STDOUT = "-";

    private final Surroundings surroundings;
    private final Cancellation cancellation;

    @Mixin
    private RunArgument argument = new RunArgument();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = "--via",
            paramLabel = "WAY",
            defaultValue = "raw_bytes",
            description = "raw_bytes: from the API; file_url: from storage (default: ${DEFAULT-VALUE})")
    private String via = "";

    @Option(names = "--sha256", description = "tell the SHA-256 of the audio")
    private boolean sha256;

    GetCommand(Surroundings surroundings, Cancellation cancellation) {
        this.surroundings = surroundings;
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException {
        Request request = request();
        try (TtsResults results = request.results()) {
            cancellation.onCancel(results::close);
            if (STDOUT.equals(target.file())) {
                writeToStdout(request);
            } else {
                saveAsFile(request);
            }
        }
        return ExitCode.DONE;
    }

    /** Everything that was asked for, checked. */
    private record Request(RunId run, SaveOptions options, TtsResults results) {}

    private Request request() throws CommandFailedException {
        try {
            RunId run = argument.parse();
            if (report.isJson() && STDOUT.equals(target.file())) {
                throw new IllegalArgumentException("-o - and --json both want stdout. Give one of them.");
            }
            SaveOptions options = SaveOptions.defaults().via(outputType());
            options = sha256 ? options.withSha256() : options;
            options = target.isReplacing() ? options.replacing() : options;
            return new Request(run, options, service.connect(surroundings));
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    private OutputType outputType() {
        return Arrays.stream(OutputType.values())
                .filter(type -> type.wireValue().equals(via))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--via is raw_bytes or file_url."));
    }

    private void saveAsFile(Request request) throws IOException, CommandFailedException {
        SavedFile saved = withProgress(request, options -> {
            if (target.file() == null) {
                Path unnamed = surroundings.directory().resolve("tts-" + request.run());
                SavedAudio audio = request.results().save(request.run(), unnamed, options.withExtension());
                return SavedFile.of(audio, audio.path().orElse(unnamed).getFileName());
            }
            Path shown = Path.of(target.file());
            Path path = surroundings.directory().resolve(shown);
            return SavedFile.of(request.results().save(request.run(), path, options), shown);
        });
        if (report.isJson()) {
            surroundings.printResult(saved.toJson(service.adapter()));
        } else if (!report.isQuiet()) {
            surroundings.printResult(saved.toText());
        }
    }

    private void writeToStdout(Request request) throws IOException, CommandFailedException {
        SavedAudio receipt = withProgress(request, options -> {
            try {
                return request.results().saveTo(request.run(), surroundings.audio(), options);
            } catch (SaveException e) {
                throw new CommandFailedException(
                        Failure.of(e).withMessage(messageAboutStdout(e)).withoutAdvice(), e);
            }
        });
        if (!report.isQuiet()) {
            receipt.sha256().ifPresent(digest -> surroundings.err().println("SHA-256 " + digest));
        }
    }

    private static String messageAboutStdout(SaveException e) {
        Throwable cause = e.getCause();
        return cause == null
                ? String.valueOf(e.getMessage())
                : "Run " + e.runId() + " was not written to stdout to its end: " + cause.getMessage() + ".";
    }

    private <T> T withProgress(Request request, Save<T> save) throws IOException, CommandFailedException {
        if (!surroundings.terminal() || report.isQuiet()) {
            return save.with(request.options());
        }
        try (DownloadBar bar = new DownloadBar(request.run(), surroundings)) {
            return save.with(request.options().withProgress(bar));
        }
    }

    private interface Save<T> {

        T with(SaveOptions options) throws IOException, CommandFailedException;
    }

    @Override
    public Optional<RunId> run() {
        return argument.ifParsable();
    }

    /** Where stdout is for the audio, a failure is told on stderr. */
    @Override
    public boolean isJsonWanted() {
        return report.isJson() && !STDOUT.equals(target.file());
    }

    @Override
    public boolean isTraceWanted() {
        return report.isVerbose();
    }
}
