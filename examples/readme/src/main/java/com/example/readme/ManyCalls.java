package com.example.readme;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Many calls, of which only some run at once. */
final class ManyCalls {

    private ManyCalls() {}

    static void save(TtsResultsBuilder builder, List<RunId> runs, Path directory) {
        // snippet
        ExecutorService eight = Executors.newFixedThreadPool(8); // at most eight calls at once
        try (TtsResults results = builder.executor(eight).build()) {
            CompletableFuture<?>[] saves = runs.stream()
                    .map(run -> results.saveAsync(run, directory.resolve(run + ".flac")))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(saves).join();
        } finally {
            eight.shutdown();
        }
        // end
    }
}
