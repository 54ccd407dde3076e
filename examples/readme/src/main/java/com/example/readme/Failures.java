package com.example.readme;

import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;

/** What to do if a run cannot be saved. */
final class Failures {

    private Failures() {}

    static void save(TtsResults results, RunId run, Path file, BiConsumer<RunId, Duration> later) throws TtsException {
        // snippet
        try {
            results.save(run, file);
        } catch (StatusException e) { // the service answered with an error
            switch (e.kind()) {
                case NOT_FOUND -> System.err.println(e.getMessage());
                case RATE_LIMITED -> later.accept(run, e.retryAfter().orElse(Duration.ofMinutes(1)));
                default -> throw e;
            }
        } catch (TtsException e) { // the connection, a limit, the content, the file
            if (!e.isRetryable()) {
                throw e;
            }
            later.accept(run, Duration.ofMinutes(1));
        }
        // end
    }
}
