package com.example.readme;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Path;

/** From a task, which was submitted before, to its audio. */
final class FromATask {

    private FromATask() {}

    static SavedAudio save(TtsResults results, String taskId, Path file) throws IOException {
        // snippet
        RunId run = results.await(TaskId.of(taskId)); // or TaskId.translated, or awaitAsync
        SavedAudio saved = results.save(run, file);
        // end
        return saved;
    }
}
