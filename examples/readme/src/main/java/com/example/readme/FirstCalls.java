package com.example.readme;

import io.github.cambtts.AudioLink;
import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Path;

/** A first program: it saves a run's audio, writes it to stdout, and asks for a URL. */
public final class FirstCalls {

    private FirstCalls() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws IOException if a call fails
     */
    public static void main(String[] args) throws IOException {
        // snippet
        try (TtsResults results = TtsResults.fromEnv()) { // reads CAMB_API_KEY
            SavedAudio saved = results.save(RunId.of(12345), Path.of("speech.flac")); // a complete file, or none
            try (AudioStream audio = results.open(RunId.of(12345))) { // an InputStream
                audio.transferTo(System.out);
            }
            AudioLink link = results.link(RunId.of(12345)); // a presigned URL to hand on
            System.err.println(saved.bytes() + " bytes, " + saved.completeness() + ", " + link.expiresAt());
        }
        // end
    }
}
