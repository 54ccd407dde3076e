package com.example.readme;

import io.github.cambtts.AudioLink;
import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.io.OutputStream;

/** The audio as a stream, and as a URL. */
final class StreamAndLink {

    private StreamAndLink() {}

    static AudioLink copy(TtsResults results, RunId run, OutputStream target) throws IOException {
        // snippet
        try (AudioStream audio = results.open(run)) { // an InputStream
            audio.transferTo(target);
        }
        AudioLink link = results.link(run); // link.url() is presigned, link.expiresAt() tells for how long
        // end
        return link;
    }
}
