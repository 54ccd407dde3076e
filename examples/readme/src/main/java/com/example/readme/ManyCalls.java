package com.example.readme;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Many calls, of which only some run at once; each has a result. */
final class ManyCalls {

    private ManyCalls() {}

    static Map<RunId, String> save(TtsResultsBuilder builder, List<RunId> runs, Path directory) {
        Map<RunId, String> outcomes = new LinkedHashMap<>();
        // snippet
        ExecutorService eight = Executors.newFixedThreadPool(8); // at most eight calls at once
        try (TtsResults results = builder.executor(eight).build()) {
            Map<RunId, CompletableFuture<SavedAudio>> saves = new LinkedHashMap<>();
            for (RunId run : runs) {
                saves.put(run, results.saveAsync(run, directory.resolve(run + ".flac")));
            }
            saves.forEach((run, save) -> {
                try {
                    outcomes.put(run, save.join().bytes() + " bytes");
                } catch (CompletionException e) { // its cause is what save would have thrown
                    outcomes.put(run, e.getCause().getMessage());
                }
            });
        } finally {
            eight.shutdown();
        }
        // end
        return outcomes;
    }
}
