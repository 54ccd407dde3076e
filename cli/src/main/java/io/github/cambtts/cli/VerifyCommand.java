package io.github.cambtts.cli;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks whether recordings on disk are whole. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = {
            "Checks whether FLAC and WAV files are whole. Reads all of each file, decodes nothing, sends nothing.",
            "COMPLETE: proved whole. FLAC: every frame is there, by its number, with a correct CRC-8 and CRC-16, and the"
                    + " last one ends at the last sample that the header announces. WAV has no checksums: its audio is"
                    + " as long as the header announces; changed bytes are not noticed.",
            "TRUNCATED: cut short. DAMAGED: a frame does not end with its checksum, or is missing, although more"
                    + " follows. Both come with the sample, byte and frame up to which the file is intact.",
            "UNKNOWN: no error was found, but the header does not tell the length, or contradicts the rest; or the file"
                    + " begins like neither FLAC nor WAV, and is no recording.",
            "The exit code is 7 if any file is cut short, damaged or no recording, otherwise 8 if any cannot be read,"
                    + " otherwise 0: also for a FLAC or WAV that is UNKNOWN."
        })
final class VerifyCommand implements RunCommand {

    private static final int NOT_WHOLE = ExitCode.of(ErrorKind.DAMAGED);

    private final Environment environment;
    private final Cancellation cancellation;
    private final FailureReport failures;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a FLAC or WAV file")
    private List<String> files = new ArrayList<>();

    @Option(names = "--json", description = "print JSON on stdout: one document for each file")
    private boolean json;

    @Option(names = "--quiet", description = "print only files that are not proved whole, or cannot be read")
    private boolean quiet;

    @Mixin
    private TraceOption trace = new TraceOption();

    VerifyCommand(Environment environment, Cancellation cancellation, FailureReport failures) {
        this.environment = environment;
        this.cancellation = cancellation;
        this.failures = failures;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException {
        // An interrupt ends the check of a file, however large it is.
        cancellation.onCancel(Thread.currentThread()::interrupt);
        int exitCode = ExitCode.DONE;
        try (ProgressBars bars =
                new ProgressBars(environment, files.size(), "files", environment.isBarPossible() && !quiet)) {
            for (String name : files) {
                int code = verify(name, bars);
                exitCode = code == NOT_WHOLE || exitCode == ExitCode.DONE ? code : exitCode;
            }
        } finally {
            Thread.interrupted();
        }
        return exitCode;
    }

    /** Checks and reports a file; returns the exit code that it alone would have. */
    private int verify(String name, ProgressBars bars) throws IOException, CommandFailedException {
        String label = PlainText.of(name);
        try {
            Path file = path(name);
            RecordingReport report = new RecordingReport(check(file, bars.begin(label)));
            boolean isRefused = report.isBroken() || !report.isRecording();
            bars.end(label, !isRefused, report.recording().bytes(), () -> print(file, report));
            return isRefused ? NOT_WHOLE : ExitCode.DONE;
        } catch (CommandFailedException e) {
            if (cancellation.isCancelled()) {
                throw new CommandFailedException(Failure.cancelled(run()), e);
            }
            bars.end(label, false, 0, () -> print(e));
            return e.failure().exitCode();
        }
    }

    private static Path path(String name) throws CommandFailedException {
        try {
            return FileNames.path("FILE", name);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.onDisk(Optional.empty(), String.valueOf(e.getMessage()), e);
        }
    }

    private RecordingCheck check(Path file, ProgressListener progress) throws CommandFailedException {
        try {
            return TtsResults.check(environment.directory().resolve(file), progress);
        } catch (IOException e) {
            throw CommandFailedException.onDisk(
                    Optional.empty(),
                    PlainText.of(file.toString()) + " cannot be checked: " + FileErrors.reason(e) + ".",
                    e);
        }
    }

    private void print(Path file, RecordingReport report) throws IOException {
        if (!quiet || !report.isWhole()) {
            environment.printResult(json ? toJson(file, report) : toText(file, report));
        }
    }

    private void print(CommandFailedException e) throws IOException {
        if (json) {
            failures.trace(e, isTraceWanted());
            environment.printResult(failures.withoutKey(e.failure()).toJson());
        } else {
            failures.print(e.failure(), e, isTraceWanted());
        }
    }

    private static String toText(Path file, RecordingReport report) {
        String properties = report.isWhole() ? ", " + String.join(", ", report.properties()) : "";
        return PlainText.of(file.toString()) + ": " + report.verdict() + properties;
    }

    private String toJson(Path file, RecordingReport report) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put(
                "path", environment.directory().resolve(file).toAbsolutePath().toString());
        document.put("verdict", report.recording().completeness().name());
        document.put("reason", report.recording().reason());
        report.putProperties(document);
        document.put("total_samples", RecordingReport.orNull(report.recording().totalSamples()));
        report.putIntact(document);
        return Json.write(document);
    }

    @Override
    public boolean isJsonWanted() {
        return json;
    }

    @Override
    public boolean isTraceWanted() {
        return trace.isTraceWanted();
    }
}
