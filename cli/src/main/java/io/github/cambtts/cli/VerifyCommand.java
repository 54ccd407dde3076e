package io.github.cambtts.cli;

import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RecordingCheck.Intact;
import io.github.cambtts.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
                RecordingCheck check = check(shown);
                cut |= isBroken(check);
                report(shown, check);
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

    private void report(Path shown, RecordingCheck check) throws IOException {
        if (!quiet || check.completeness() != Completeness.COMPLETE) {
            environment.printResult(
                    json ? toJson(shown, check) : PlainText.of(shown.toString()) + ": " + toText(check));
        }
    }

    private void report(Failure failure) throws IOException {
        if (json) {
            environment.printResult(failure.toJson());
        } else {
            environment.err().println(failure.toText());
        }
    }

    private static boolean isBroken(RecordingCheck check) {
        return check.completeness() == Completeness.TRUNCATED || check.completeness() == Completeness.DAMAGED;
    }

    private static String toText(RecordingCheck check) {
        return check.completeness() == Completeness.COMPLETE
                ? "COMPLETE, " + String.join(", ", SavedFile.facts(check))
                : check.completeness() + whereBroken(check) + ": " + check.reason();
    }

    private static String whereBroken(RecordingCheck check) {
        OptionalLong samples = check.intact().map(Intact::samples).orElse(OptionalLong.empty());
        if (samples.isEmpty()) {
            return "";
        }
        long intact = samples.getAsLong();
        OptionalLong all = check.totalSamples();
        String place = " at sample " + intact + (all.isPresent() ? " of " + all.getAsLong() : "");
        if (check.sampleRateHz().isEmpty()) {
            return place;
        }
        Duration playable =
                Duration.ofMillis(1000 * intact / check.sampleRateHz().getAsInt());
        return place + " (" + Quantity.seconds(playable)
                + check.duration()
                        .map(whole -> " of " + Quantity.seconds(whole))
                        .orElse("") + ")";
    }

    private String toJson(Path shown, RecordingCheck check) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put(
                "path", environment.directory().resolve(shown).toAbsolutePath().toString());
        document.put("verdict", check.completeness().name());
        document.put("reason", check.reason());
        document.put("bytes", check.bytes());
        document.put("media_type", check.mediaType());
        document.put("sample_rate_hz", SavedFile.orNull(check.sampleRateHz()));
        document.put("channels", SavedFile.orNull(check.channels()));
        document.put("duration_ms", check.duration().map(Duration::toMillis).orElse(null));
        document.put("total_samples", orNull(check.totalSamples()));
        check.intact().ifPresent(intact -> {
            document.put("intact_samples", orNull(intact.samples()));
            document.put("intact_bytes", intact.bytes());
            document.put("intact_frames", orNull(intact.frames()));
        });
        return Json.write(document);
    }

    private static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
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
