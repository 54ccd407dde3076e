package io.github.cambtts.cli;

import io.github.cambtts.ProgressListener;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Progress for programs: a JSON document a line. */
final class ProgressEvents implements Progress {

    private final PrintStream err;

    ProgressEvents(PrintStream err) {
        this.err = err;
    }

    @Override
    public Optional<ProgressListener> begin(RunId run) {
        return Optional.of((phase, bytes, total) -> {
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("event", "progress");
            event.put("run_id", run.value());
            event.put("phase", phase.name());
            event.put("bytes", bytes);
            event.put("total", total.isPresent() ? total.getAsLong() : null);
            tell(event);
        });
    }

    private synchronized void tell(Map<String, @Nullable Object> event) {
        err.println(Json.write(event));
    }

    @Override
    public synchronized void end(RunId run, Optional<SavedAudio> receipt, Print print) throws IOException {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("event", "end");
        event.put("run_id", run.value());
        event.put("saved", receipt.isPresent());
        tell(event);
        print.run();
    }

    @Override
    public synchronized void print(Print print) throws IOException {
        print.run();
    }

    @Override
    public void close() {}
}
