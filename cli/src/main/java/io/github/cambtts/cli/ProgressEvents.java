package io.github.cambtts.cli;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallSubject;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Progress for programs: one JSON document per line. */
final class ProgressEvents implements Progress {

    private final PrintStream err;

    ProgressEvents(PrintStream err) {
        this.err = err;
    }

    @Override
    public Optional<ProgressListener> begin(RunId run) {
        return Optional.of((phase, bytes, total) -> {
            Map<String, @Nullable Object> event = event("progress", run);
            event.put("phase", phase.name());
            event.put("bytes", bytes);
            event.put("total", total.isPresent() ? total.getAsLong() : null);
            write(event);
        });
    }

    @Override
    public Optional<CallListener> attemptListener(CallSubject subject) {
        return Optional.of(new CallListener() {
            @Override
            public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
                Map<String, @Nullable Object> event = event("response", subject);
                event.put("attempt", attempt);
                event.put("origin", origin.name());
                event.put("status", status);
                event.put("duration_ms", duration.toMillis());
                write(event);
            }

            @Override
            public void onResumed(Call call, int attempt, long position) {
                Map<String, @Nullable Object> event = event("resumed", subject);
                event.put("attempt", attempt);
                event.put("position", position);
                write(event);
            }

            @Override
            public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
                Map<String, @Nullable Object> event = event("attempt_failed", subject);
                event.put("attempt", attempt);
                event.put("kind", kind.name());
                event.put("retry_in_ms", retryIn.map(Duration::toMillis).orElse(null));
                write(event);
            }

            @Override
            public void onPending(Call call, int attempt, Duration askedAgainIn) {
                Map<String, @Nullable Object> event = event("pending", subject);
                event.put("attempt", attempt);
                event.put("asked_again_in_ms", askedAgainIn.toMillis());
                write(event);
            }
        });
    }

    /** Returns the event of a run, or of the whole command, that failed. */
    static String failed(Failure failure, Optional<String> trace) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", "failed");
        failure.putIds(event);
        event.putAll(failure.toDocument());
        trace.ifPresent(text -> event.put("trace", text));
        return Json.write(event);
    }

    private static Map<String, @Nullable Object> event(String name, CallSubject subject) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", name);
        boolean isRun = subject instanceof RunId;
        event.put(isRun ? "run_id" : "task_id", isRun ? ((RunId) subject).value() : subject.toString());
        return event;
    }

    private synchronized void write(Map<String, @Nullable Object> event) {
        err.println(Json.write(event));
    }

    @Override
    public synchronized void end(RunId run, Optional<SavedAudio> receipt, Print print) throws IOException {
        Map<String, @Nullable Object> event = event("end", run);
        event.put("saved", receipt.isPresent());
        receipt.ifPresent(audio -> event.put("verified", audio.completeness().name()));
        receipt.flatMap(SavedAudio::sha256).ifPresent(digest -> event.put("sha256", digest));
        write(event);
        print.run();
    }

    @Override
    public synchronized void print(Print print) throws IOException {
        print.run();
    }

    @Override
    public void close() {}
}
