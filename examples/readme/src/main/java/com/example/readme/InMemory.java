package com.example.readme;

import io.github.cambtts.AudioLink;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ScriptedTransport;
import java.time.Duration;

/** The library without a socket. */
final class InMemory {

    private InMemory() {}

    static AudioLink link() throws TtsException {
        // snippet
        FakeCamb camb = new FakeCamb(); // by default, every run is a spoken sentence
        camb.run(7).rateLimited(Duration.ofSeconds(1)); // run 7 answers 429 first
        TtsResults results = TtsResults.builder()
                .apiKey("any")
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(new ScriptedTransport(camb))
                .build();
        AudioLink link = results.link(RunId.of(7)); // in place of the code that you test
        camb.received(7).times(2); // if not, the error lists the requests, without the key
        // end
        results.close();
        return link;
    }
}
