package io.github.cambtts.cli;

import io.github.cambtts.CallSubject;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.cli.Stdout.BrokenPipeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports failures on stderr, or as JSON on stdout, and never prints the key. */
final class FailureReport {

    private static final int MIN_KEY_LENGTH = 8;
    private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-[0-9]+");

    private final Environment environment;
    private final Cancellation cancellation;
    private volatile boolean isPrintedAsEvent;

    FailureReport(Environment environment, Cancellation cancellation) {
        this.environment = environment;
        this.cancellation = cancellation;
    }

    /** Prints failures on stderr as events of {@code --progress json} from now on. */
    void printAsEvents() {
        isPrintedAsEvent = true;
    }

    /** Reports arguments that picocli refuses; returns the exit code. */
    int badUsage(ParameterException e, String[] args) {
        CommandLine commandLine = e.getCommandLine();
        Failure failure = Failure.badArgument(
                runOf(commandLine),
                describe(e),
                "See " + commandLine.getCommandSpec().qualifiedName() + " --help.");
        List<String> given = Arrays.asList(args);
        if (isProgressJson(given)) {
            printAsEvents();
        }
        return report(failure, e, given.contains("--json") && !isStdoutForAudio(given), false);
    }

    private static boolean isProgressJson(List<String> given) {
        int style = given.lastIndexOf("--progress");
        return given.contains("--progress=json")
                || (style >= 0
                        && style + 1 < given.size()
                        && given.get(style + 1).equals("json"));
    }

    private static boolean isStdoutForAudio(List<String> given) {
        int output = Math.max(given.lastIndexOf("-o"), given.lastIndexOf("--output"));
        return (output >= 0
                        && output + 1 < given.size()
                        && given.get(output + 1).equals("-"))
                || given.stream().anyMatch(List.of("-o-", "-o=-", "--output=-")::contains);
    }

    /** Returns the message. It does not quote what follows an unknown option, since that may be a key. */
    private String describe(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            // Picocli names the Java types.
            return String.valueOf(e.getMessage())
                    .replace("' is not an int", "' is not a whole number")
                    .replace("' is not a boolean", "' is not true or false");
        }
        String first = unmatched.getUnmatched().get(0);
        if (NEGATIVE_NUMBER.matcher(first).matches()) {
            return refusalOf(first);
        }
        if (first.startsWith("--")) {
            String option = first.replaceFirst("(?s)=.*", "");
            return "Unknown option: " + option + "." + suggestion(unmatched.getCommandLine(), option);
        }
        if (first.startsWith("-") && first.length() > 1) {
            return "Unknown option: " + first.substring(0, 2) + ".";
        }
        if (unmatched.getCommandLine().getParent() != null) {
            return "Too many arguments.";
        }
        CommandLine all = CambTts.commandLine(environment, cancellation, this, CambTts.COMMANDS);
        // Picocli compares pairs of letters, and short names with two letters swapped have none in common.
        Optional<String> swapped = CambTts.COMMANDS.stream()
                .filter(name -> sorted(name).equals(sorted(first)))
                .findFirst();
        return "Unknown command." + swapped.map(FailureReport::suggestion).orElseGet(() -> suggestion(all, first))
                + " Give one of " + CambTts.ALL_NAMES + ".";
    }

    /** Returns a sentence with the most similar name, if one is similar. */
    private static String suggestion(CommandLine commandLine, String unknown) {
        return new UnmatchedArgumentException(commandLine, List.of(unknown))
                .getSuggestions().stream()
                        .findFirst()
                        .map(FailureReport::suggestion)
                        .orElse("");
    }

    private static String suggestion(String name) {
        return " Did you mean " + name + "?";
    }

    private static String sorted(String name) {
        char[] letters = name.toCharArray();
        Arrays.sort(letters);
        return new String(letters);
    }

    private static String refusalOf(String runId) {
        try {
            return "Unexpected argument " + RunId.parse(runId) + ".";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Reports an exception that a command threw; returns the exit code. */
    int failed(Exception e, CommandLine commandLine) {
        RunCommand command = commandLine.getCommand();
        return report(toFailure(e, command.run()), e, command.isJsonWanted(), command.isTraceWanted());
    }

    private static Optional<RunId> runOf(CommandLine commandLine) {
        return commandLine.getCommand() instanceof RunCommand command ? command.run() : Optional.empty();
    }

    /** Returns the failure for an exception of a command or of one of its runs. */
    Failure toFailure(Exception e, Optional<? extends CallSubject> run) {
        if (e instanceof CommandFailedException own) {
            return own.failure();
        }
        if (e instanceof TtsException typed) {
            return Failure.of(typed);
        }
        if (e instanceof IOException) {
            return Failure.onDisk(ErrorKind.FILE, run, String.valueOf(e.getMessage()));
        }
        return cancellation.isCancelled() ? Failure.cancelled(run) : Failure.internalError(run, e);
    }

    private int report(Failure failure, Exception e, boolean json, boolean verbose) {
        if (BrokenPipeException.isCauseOf(e)) {
            return failure.exitCode();
        }
        // A failure of stdout itself goes to stderr only.
        boolean isForStdout = json && !environment.stdout().hasFailed();
        if (isForStdout) {
            try {
                environment.printResult(withoutKey(failure).toJson());
            } catch (IOException closed) {
                print(toFailure(closed, failure.subject()), null, false);
                isForStdout = false;
            }
        }
        if (!isForStdout || isPrintedAsEvent) {
            print(failure, e, verbose);
        } else {
            trace(e, verbose);
        }
        return failure.exitCode();
    }

    /** Reports that stdout could not be written to; returns the exit code. */
    int stdoutFailed() {
        IOException failure = environment.stdout().failure();
        return report(toFailure(failure, Optional.empty()), failure, false, false);
    }

    /** Prints a failure on stderr. */
    void print(Failure failure, @Nullable Exception e, boolean verbose) {
        if (isPrintedAsEvent) {
            environment.err().println(ProgressEvents.failed(withoutKey(failure), traceOf(e, verbose)));
            return;
        }
        trace(e, verbose);
        environment.err().println(withoutKey(failure).toText());
        environment.err().flush();
    }

    /** Prints the stack trace on stderr if it is wanted. */
    void trace(@Nullable Exception e, boolean verbose) {
        traceOf(e, verbose).ifPresent(environment.err()::print);
    }

    private Optional<String> traceOf(@Nullable Exception e, boolean verbose) {
        if (!verbose || e == null) {
            return Optional.empty();
        }
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return Optional.of(withoutKey(trace.toString()));
    }

    /** Tells whether failures are printed on stderr as events. */
    boolean isPrintedAsEvent() {
        return isPrintedAsEvent;
    }

    Failure withoutKey(Failure failure) {
        return failure.withMessage(withoutKey(failure.message()));
    }

    String withoutKey(String text) {
        return environment
                .variable(Environment.KEY_VARIABLE)
                .filter(key -> key.length() >= MIN_KEY_LENGTH)
                .map(key -> text.replace(key, "[hidden]"))
                .orElse(text);
    }
}
