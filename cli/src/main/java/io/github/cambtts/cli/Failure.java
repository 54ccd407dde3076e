package io.github.cambtts.cli;

import io.github.cambtts.CallSubject;
import io.github.cambtts.CancelledException;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveException;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a command reports about its failure.
 *
 * @param type the simple name of the exception
 * @param kind what happened, in one word
 * @param status the status of the response, if it caused the failure
 * @param subject the run or the task, if there is one
 * @param attempts how many attempts were made
 * @param retryable whether the same command may succeed later
 * @param message what happened and what to do
 * @param advice which option or variable to use, if one helps
 * @param exitCode the exit code of the process
 */
record Failure(
        String type,
        String kind,
        OptionalInt status,
        Optional<? extends CallSubject> subject,
        int attempts,
        boolean retryable,
        String message,
        Optional<String> advice,
        int exitCode) {

    /** The options of the command line, by the Java names that the library's messages use. */
    private static final Map<String, String> OPTIONS = Map.of(
            "SaveOptions.withReplacing()", "--replace",
            "Timeouts.withConnect(Duration)", "--connect-timeout",
            "Timeouts.withResponse(Duration)", "--response-timeout",
            "Timeouts.withIdle(Duration)", "--idle-timeout",
            "Timeouts.withTotal(Duration)", "--timeout",
            "Timeouts.withTask(Duration)", "--task-timeout",
            "TtsResults.await(TaskId)", "camb-tts wait, or with camb-tts get --task",
            "(TaskId.translated) or not (TaskId.of)", "(--translated) or not",
            "RunId.parse(String)", "camb-tts get");

    private static String withOptions(String message) {
        String text = message;
        for (Map.Entry<String, String> option : OPTIONS.entrySet()) {
            text = text.replace(option.getKey(), option.getValue());
        }
        return text;
    }

    static Failure of(TtsException e) {
        String message = String.valueOf(e.getMessage());
        boolean isOptionNamed = e.kind() != ErrorKind.TLS || message.contains("certificate");
        return new Failure(
                e.getClass().getSimpleName(),
                e.kind().name(),
                e.status(),
                Optional.of(e.subject()),
                e.attempts(),
                e.isRetryable(),
                withOptions(message),
                Optional.ofNullable(isOptionNamed ? optionFor(e.kind()) : null),
                ExitCode.of(e.kind()));
    }

    static Failure badArgument(Optional<? extends CallSubject> subject, String message, @Nullable String advice) {
        return ofCommand(
                "IllegalArgumentException", "INVALID_ARGUMENT", subject, withOptions(message), advice, ExitCode.USAGE);
    }

    /** Returns the failure of a file or of stdout that the command itself met, not the library. */
    static Failure onDisk(ErrorKind kind, Optional<? extends CallSubject> subject, String message) {
        return ofCommand(
                SaveException.class.getSimpleName(), kind.name(), subject, message, optionFor(kind), ExitCode.of(kind));
    }

    /** Returns the failure of a command that was interrupted outside a call of the library. */
    static Failure cancelled(Optional<? extends CallSubject> subject) {
        return ofCommand(
                CancelledException.class.getSimpleName(),
                ErrorKind.CANCELLED.name(),
                subject,
                "Interrupted.",
                null,
                ExitCode.INTERRUPTED);
    }

    static Failure internalError(Optional<? extends CallSubject> subject, Throwable e) {
        return ofCommand(
                e.getClass().getSimpleName(),
                "INTERNAL",
                subject,
                "Internal error: " + e,
                "Run the command again with -v, and report its output.",
                ExitCode.INTERNAL_ERROR);
    }

    private static Failure ofCommand(
            String type,
            String kind,
            Optional<? extends CallSubject> subject,
            String message,
            @Nullable String advice,
            int exitCode) {
        return new Failure(
                type, kind, OptionalInt.empty(), subject, 0, false, message, Optional.ofNullable(advice), exitCode);
    }

    private static @Nullable String optionFor(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION -> "The key comes from " + Environment.KEY_VARIABLE + " or from --api-key-file.";
            case TLS -> "If the certificate is self-signed or from a private CA, give --ca-file.";
            case DAMAGED -> "With --keep-damaged it is saved all the same.";
            case PROXY -> "The proxy comes from --proxy, HTTPS_PROXY, ALL_PROXY, or the JVM's settings.";
            default -> null;
        };
    }

    /** Returns the document that {@code --json} prints. */
    String toJson() {
        return Json.write(toDocument());
    }

    /** Returns the document before it is written as JSON. */
    Map<String, @Nullable Object> toDocument() {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("type", type);
        error.put("kind", kind);
        status.ifPresent(code -> error.put("status", code));
        putIds(error);
        error.put("attempts", attempts);
        error.put("retryable", retryable);
        error.put("message", message + advice.map(line -> " " + line).orElse(""));
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("error", error);
        return document;
    }

    /** Adds the run's id, null if there is none, and the task's if the failure is about one. */
    void putIds(Map<String, @Nullable Object> document) {
        CallSubject about = subject.orElse(null);
        document.put("run_id", about instanceof RunId run ? run.value() : null);
        if (about instanceof TaskId task) {
            document.put("task_id", task.value());
        }
    }

    /** Returns the one or two lines that are printed without {@code --json}. */
    String toText() {
        return "camb-tts: " + message
                + advice.map(line -> System.lineSeparator() + line).orElse("");
    }

    Failure withAdvice(String other) {
        return new Failure(type, kind, status, subject, attempts, retryable, message, Optional.of(other), exitCode);
    }

    Failure withMessage(String other) {
        return new Failure(type, kind, status, subject, attempts, retryable, other, advice, exitCode);
    }

    Failure withoutAdvice() {
        return new Failure(type, kind, status, subject, attempts, retryable, message, Optional.empty(), exitCode);
    }
}
