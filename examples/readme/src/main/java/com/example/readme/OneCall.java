package com.example.readme;

import io.github.cambtts.CallOptions;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call with options of its own. */
final class OneCall {

    private OneCall() {}

    static CompletableFuture<SavedAudio> save(TtsResults results, Path file) {
        // snippet
        CallOptions options = CallOptions.defaults()
                .withTimeouts(Timeouts.defaults().withTotal(Duration.ofMinutes(2)))
                .withRetryPolicy(RetryPolicy.none())
                .withHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        CompletableFuture<SavedAudio> save = results.saveAsync(
                        RunId.of(12345), file, SaveOptions.defaults().withCall(options))
                .orTimeout(1, TimeUnit.MINUTES); // ends the call, not only the wait
        // end
        return save;
    }
}
