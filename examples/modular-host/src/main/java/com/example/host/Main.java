package com.example.host;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Saves a run's audio. */
public final class Main {

    private Main() {}

    /**
     * Saves the audio.
     *
     * @param args the API's base URL, the run id and the file to save
     * @throws IOException if it cannot be saved
     */
    public static void main(String[] args) throws IOException {
        try (TtsResults results =
                TtsResults.builder().apiKey("any").baseUrl(URI.create(args[0])).build()) {
            SavedAudio saved = results.save(RunId.parse(args[1]), Path.of(args[2]));
            System.out.println(saved.bytes() + " bytes, " + saved.completeness());
        }
    }
}
