package io.github.cambtts.cli;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RunId;
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
            "Checks whether FLAC and WAV files are whole, by their sizes, sample numbers and checksums. Nothing is"
                    + " sent.",
            "COMPLETE: proved whole. TRUNCATED: cut short or damaged at the end; the exit code is 7 if any file is."
                    + " UNKNOWN: the file does not hold enough to decide."
        })
final class VerifyCommand implements RunCommand {

    private static final int CUT_SHORT = ExitCode.of(ErrorKind.UNEXPECTED_CONTENT);

    private final Environment environment;
    private final Cancellation cancellation;
    private final FailureReport failures;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a FLAC or WAV file")
    private List<String> files = new ArrayList<>();

    @Option(names = "--json", description = "print JSON on stdout: one document for each file")
    private boolean json;

    @Option(names = "--quiet", description = "print only files that are cut short or cannot be read")
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
        boolean cut = false;
        boolean unread = false;
        for (Path shown : paths()) {
            if (cancellation.isCancelled()) {
                return ExitCode.INTERRUPTED;
            }
            try {
                RecordingReport report = new RecordingReport(check(shown));
                cut |= report.isBroken();
                report(shown, report);
            } catch (UnreadableException e) {
                unread = true;
                report(e.failure());
                failures.trace(e, trace.isTraceWanted());
            }
        }
        return cut ? CUT_SHORT : unread ? ExitCode.DISK : ExitCode.DONE;
    }

    private List<Path> paths() throws CommandFailedException {
        try {
            return files.stream().map(name -> FileNames.path("FILE", name)).toList();
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    private RecordingCheck check(Path shown) throws UnreadableException {
        try {
            return RecordingCheck.of(environment.directory().resolve(shown));
        } catch (IOException e) {
            throw new UnreadableException(shown, e);
        }
    }

    /** A file cannot be read; the others are still checked. */
    private static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String path;
        private final String reason;

        UnreadableException(Path path, IOException cause) {
            super(cause);
            this.path = PlainText.of(path.toString());
            this.reason = FileErrors.reason(cause);
        }

        Failure failure() {
            return Failure.onDisk(ErrorKind.FILE, Optional.empty(), path + " cannot be checked: " + reason + ".");
        }
    }

    private void report(Path shown, RecordingReport report) throws IOException {
        if (!quiet || !report.isWhole()) {
            environment.printResult(json ? toJson(shown, report) : toText(shown, report));
        }
    }

    private void report(Failure failure) throws IOException {
        if (json) {
            environment.printResult(failure.toJson());
        } else {
            environment.err().println(failure.toText());
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
    public Optional<RunId> run() {
        return Optional.empty();
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
