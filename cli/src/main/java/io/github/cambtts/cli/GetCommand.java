package io.github.cambtts.cli;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.OutputType;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveException;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TaskId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Saves the audio of one run, or of many. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = {
            "Saves the audio of runs, or of a task once it has finished. With -o -, the audio of one run is written to stdout.",
            "If several runs are given, all are tried; the exit code is that of the first failed run in the list."
        })
final class GetCommand implements RunCommand {

    private static final String STDOUT = "-";
    private static final int MAX_JOBS = 32;

    private final Environment environment;
    private final Cancellation cancellation;
    private final FailureReport failures;

    @Mixin
    private RunList runs = new RunList();

    private @Nullable String task;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private TaskOptions waiting = new TaskOptions();

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "the directory for the files, created if missing (default: the current one)")
    private @Nullable String outputDirectory;

    @Option(names = "--create-dirs", description = "create missing directories of the file that -o names")
    private boolean createsDirectories;

    @Option(
            names = "--name",
            paramLabel = "PATTERN",
            description = "how to name the files; {ext} is .flac or .wav (default: " + FileNames.DEFAULT_PATTERN + ")")
    private @Nullable String namePattern;

    @Option(
            names = "--skip-existing",
            description =
                    "skip files that exist and are proved whole; fetch those that are missing; a recording that cannot"
                            + " be proved is skipped if it is as long as the server announces; without --replace, any"
                            + " other file is kept, and its run fails")
    private boolean skipExisting;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            defaultValue = "4",
            description = "how many runs to fetch at once, 1 to " + MAX_JOBS + " (default: ${DEFAULT-VALUE})")
    private int jobs;

    @Option(
            names = "--fail-fast",
            description = "after the first failure, start no other run and cancel those in progress")
    private boolean failFast;

    @Mixin
    private ServiceOptions service = new ServiceOptions();

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Mixin
    private ProgressOption progressOption = new ProgressOption();

    @Option(
            names = "--via",
            paramLabel = "raw_bytes|file_url",
            defaultValue = "raw_bytes",
            description = "raw_bytes: from the API; file_url: from storage (default: ${DEFAULT-VALUE})")
    private String via = "";

    @Option(names = "--sha256", description = "print the SHA-256 of the audio")
    private boolean sha256;

    @Option(
            names = "--keep-damaged",
            description = "if the last attempt received a recording that is cut short or damaged, save it all the same"
                    + " and print what is wrong with it; the exit code is 0")
    private boolean keepDamaged;

    @Option(names = "--to-terminal", description = "with -o -: write audio even to a terminal")
    private boolean toTerminal;

    GetCommand(Environment environment, Cancellation cancellation, FailureReport failures) {
        this.environment = environment;
        this.cancellation = cancellation;
        this.failures = failures;
    }

    /** A repeated option is the last one's value elsewhere, but a second task is not to be lost unseen. */
    @Option(
            names = "--task",
            paramLabel = "TASK_ID",
            description = "wait until this task has finished, and save the audio of its run")
    void setTask(String id) {
        if (task != null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--task is for one task. Give --task once.");
        }
        task = id;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException, InterruptedException {
        if (isProgressJson()) {
            failures.printAsEvents();
        }
        Request request = request();
        try (TtsResults results = request.retrieval().results()) {
            cancellation.onCancel(results::close);
            if (request.task().isPresent()) {
                request = request.withRun(await(request, request.task().get()));
            }
            if (isToStdout()) {
                writeToStdout(request);
                return ExitCode.DONE;
            }
            if (outputDirectory != null) {
                makeDirectory(request.retrieval().names().directory());
            }
            Path file = request.retrieval().file();
            if (createsDirectories && file != null && file.getParent() != null) {
                makeDirectory(file.getParent());
            }
            if (runs.isMany()) {
                return saveMany(request);
            }
            saveOne(request);
            return ExitCode.DONE;
        }
    }

    private boolean isToStdout() {
        return target.file().filter(STDOUT::equals).isPresent();
    }

    /** The arguments, checked. */
    private record Request(
            Optional<TaskId> task, Timeouts limits, List<RunId> runs, SaveOptions options, Retrieval retrieval) {

        Request withRun(RunId run) {
            return new Request(Optional.empty(), limits, List.of(run), options, retrieval);
        }
    }

    private RunId await(Request request, TaskId awaited) throws TtsException {
        try (Progress progress = progress(1)) {
            return TaskOptions.await(
                    request.retrieval().results(), awaited, request.limits(), progress, attemptLog(progress));
        }
    }

    private Request request() throws CommandFailedException {
        try {
            check(task == null || runs.isEmpty(), "--task leads to the run. Leave out RUN_ID and --ids.");
            check(task != null || !waiting.areGiven(), "--translated and --task-timeout are for --task.");
            Optional<TaskId> awaited = Optional.ofNullable(task).map(waiting::parse);
            Timeouts limits = waiting.limits(service);
            List<RunId> wanted = awaited.isPresent() ? List.of() : runs.parse(environment);
            checkTarget();
            check(jobs >= 1 && jobs <= MAX_JOBS, "--jobs is a number from 1 to " + MAX_JOBS + ".");
            progressOption.check(report);
            SaveOptions options = target.saving().withOutputType(outputType());
            options = sha256 ? options.withSha256() : options;
            options = keepDamaged ? options.withKeepingDamaged() : options;
            Path file = target.file().map(name -> FileNames.file("-o", name)).orElse(null);
            if (file != null && !isToStdout()) {
                checkIsNoDevice(file);
            }
            FileNames names = FileNames.parse(
                    outputDirectory == null ? Path.of("") : FileNames.path("--output-dir", outputDirectory),
                    namePattern == null ? FileNames.DEFAULT_PATTERN : namePattern);
            if (report.isStackLogged()) {
                StackLogs.show(environment, failures);
            }
            Retrieval retrieval =
                    new Retrieval(service.connect(environment), names, file, environment.directory(), skipExisting);
            return new Request(awaited, limits, wanted, options, retrieval);
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    private void checkTarget() {
        if (target.file().isPresent()) {
            check(!runs.isMany(), "-o is for one run. Give --output-dir, and perhaps --name, for several.");
            check(
                    outputDirectory == null && namePattern == null,
                    "-o already names the file. Leave out --output-dir and --name.");
        }
        if (isToStdout()) {
            check(!report.isJson(), "-o - and --json both use stdout. Give only one of them.");
            check(!skipExisting, "-o - and --skip-existing exclude each other: there is no file to skip.");
            check(
                    toTerminal || !environment.outTerminal(),
                    "The terminal cannot show audio. Redirect stdout, or add --to-terminal.");
        }
    }

    /** A file cannot take the place of a device or a pipe. */
    private void checkIsNoDevice(Path file) {
        Path path = environment.directory().resolve(file);
        check(
                !Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path),
                "-o: " + PlainText.of(file.toString()) + " is a device or a pipe. Write to stdout: -o - >"
                        + ShellWord.of(file.toString()));
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    private OutputType outputType() {
        return Arrays.stream(OutputType.values())
                .filter(type -> type.wireValue().equals(via))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--via is raw_bytes or file_url."));
    }

    private void makeDirectory(Path directory) throws CommandFailedException {
        try {
            Files.createDirectories(environment.directory().resolve(directory));
        } catch (IOException e) {
            String reason = e instanceof FileAlreadyExistsException
                    ? "it is not a directory"
                    : e instanceof NoSuchFileException ? "the file system refuses it" : FileErrors.reason(e);
            throw CommandFailedException.onDisk(
                    run(),
                    "The directory " + PlainText.of(directory.toString()) + " cannot be created: " + reason + ".",
                    e);
        }
    }

    private void saveOne(Request request) throws IOException, CommandFailedException {
        RunId run = request.runs().get(0);
        try (Progress progress = progress(1)) {
            SavedFile file = null;
            try {
                file = request.retrieval().save(run, withListeners(request.options(), run, progress));
            } finally {
                // The progress display is cleared before the result or the failure is printed.
                SavedFile result = file;
                progress.end(run, Optional.ofNullable(result).map(SavedFile::audio), () -> {
                    if (result != null) {
                        // Whoever gave a task does not know its run.
                        print(result, task != null);
                    }
                });
            }
        }
    }

    private void print(SavedFile file, boolean isRunNamed) throws IOException {
        if (report.isJson()) {
            String adapter = service.adapter(environment);
            environment.printResult(isRunNamed ? file.toJsonLine(adapter) : file.toJson(adapter));
        } else if (!report.isQuiet()) {
            environment.printResult(file.toText());
        }
    }

    private int saveMany(Request request) throws IOException, InterruptedException {
        try (Progress progress = progress(request.runs().size())) {
            ManyRuns many = new ManyRuns(
                    request.retrieval(),
                    request.runs(),
                    progress,
                    run -> withListeners(request.options(), run, progress),
                    new ManyReport(),
                    cancellation,
                    failFast);
            int exitCode = many.retrieve(jobs);
            boolean isSummaryWanted = environment.errTerminal() || !many.isAllSaved();
            if (isProgressJson()) {
                progress.print(() -> environment.err().println(many.summaryEvent()));
            } else if (isSummaryWanted && !report.isQuiet()) {
                progress.print(() -> environment.err().println(many.summary()));
            }
            return exitCode;
        }
    }

    /** Reports each of many runs; prints the same advice only once. */
    private final class ManyReport implements ManyRuns.Report {

        private final Set<String> advised = new HashSet<>();

        @Override
        public void saved(SavedFile file) throws IOException {
            print(file, true);
        }

        @Override
        public void failed(Failure failure, @Nullable Exception cause, boolean isOwnFailure) throws IOException {
            if (report.isJson()) {
                environment.printResult(failures.withoutKey(failure).toJson());
            }
            if (failures.isPrintedAsEvent() || (isOwnFailure && !report.isJson())) {
                boolean isAdviceRepeated = failure.advice().isPresent()
                        && !advised.add(failure.advice().get());
                failures.print(isAdviceRepeated ? failure.withoutAdvice() : failure, cause, report.isVerbose());
            }
        }

        @Override
        public Failure toFailure(Exception e, RunId run) {
            return failures.toFailure(e, Optional.of(run));
        }
    }

    private boolean isProgressJson() {
        return progressOption.isJson();
    }

    private Progress progress(int count) {
        return progressOption.start(environment, report, count);
    }

    /** Returns the options with the listeners that report on a run while it is fetched. */
    private SaveOptions withListeners(SaveOptions options, RunId run, Progress progress) {
        Optional<ProgressListener> shown = progress.begin(run);
        Optional<ProgressListener> steps = report.isVerbose() && !isProgressJson()
                ? Optional.of(new StepLog(run, shown, progress, environment.err()))
                : shown;
        SaveOptions listening = steps.map(options::withProgress).orElse(options);
        return progress.attemptListener(run)
                .or(() -> attemptLog(progress))
                .map(CallOptions.defaults()::withListener)
                .map(listening::withCall)
                .orElse(listening);
    }

    private Optional<CallListener> attemptLog(Progress progress) {
        return AttemptLog.ifWanted(progress, environment.err(), service.maxAttempts(), report.isVerbose());
    }

    private void writeToStdout(Request request) throws IOException, CommandFailedException {
        RunId run = request.runs().get(0);
        try (Progress progress = progress(1)) {
            SavedAudio receipt = null;
            try {
                receipt = request.retrieval()
                        .results()
                        .saveTo(run, environment.stdout(), withListeners(request.options(), run, progress));
            } catch (SaveException e) {
                throw new CommandFailedException(
                        Failure.of(e).withMessage(messageAboutStdout(e)).withoutAdvice(), e);
            } finally {
                SavedAudio result = receipt;
                progress.end(run, Optional.ofNullable(result), () -> {
                    if (result != null && !report.isQuiet() && !isProgressJson()) {
                        printAboutStdout(result);
                    }
                });
            }
        }
    }

    private void printAboutStdout(SavedAudio receipt) {
        RecordingReport written = new RecordingReport(receipt.recording());
        if (written.isBroken()) {
            environment.err().println("run " + receipt.runId() + ": " + written.verdict());
        }
        receipt.sha256().ifPresent(digest -> environment.err().println("SHA-256 " + digest));
    }

    private static String messageAboutStdout(SaveException e) {
        Throwable cause = e.getCause();
        return cause == null
                ? String.valueOf(e.getMessage())
                : "Run " + e.subject() + " was not written to stdout completely: " + cause.getMessage() + ".";
    }

    @Override
    public Optional<RunId> run() {
        return runs.ifOne();
    }

    /** Returns false if stdout is for the audio; the failure then goes to stderr. */
    @Override
    public boolean isJsonWanted() {
        return report.isJson() && !isToStdout();
    }

    @Override
    public boolean isTraceWanted() {
        return report.isVerbose();
    }
}
