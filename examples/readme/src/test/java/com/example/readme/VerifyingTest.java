package com.example.readme;

import io.github.cambtts.RunId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.ReceivedRequest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class VerifyingTest {

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    @Test
    void aBrokenDownloadIsResumed(FakeCamb camb, FakeCambServer server, @TempDir Path directory) throws Exception {
        camb.run(7).audio(Content.flac(1_000_000)).cutAfter(500_000);
        try (TtsResults results = TtsResults.builder()
                .apiKey("any")
                .baseUrl(server.baseUrl())
                .transport("jdkhttp")
                .build()) {
            results.save(RunId.of(7), directory.resolve("speech.flac")); // in place of the code that you test
        }
        // snippet
        camb.received(7).times(3); // the audio, a URL, the rest
        camb.received(7).to(ReceivedRequest.Origin.STORAGE).once();
        camb.received(7)
                .matching("with a key", request -> request.header("x-api-key").isPresent())
                .times(2);
        camb.received(8).never();
        camb.received(7).within(Duration.ofSeconds(5)).times(3); // waits for them
        camb.received(7).nothingElse(); // no request about another run
        // end
    }
}
