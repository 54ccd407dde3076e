package com.example.readme;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.nio.file.Path;

class FirstCall {
    public static void main(String[] args) throws TtsException {
        try (TtsResults results = TtsResults.fromEnv()) { // reads CAMB_API_KEY and CAMB_BASE_URL
            SavedAudio saved = results.save(RunId.of(12345), Path.of("speech.flac")); // the whole recording, or no file
            System.out.println(saved.bytes() + " bytes, " + saved.completeness());
        }
    }
}
