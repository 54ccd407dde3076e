package com.example.voicemail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.ScriptedTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the service and the library without a socket; one line replaces the transport. */
class WithScriptedTransportTest {

    private static final RunId RUN = RunId.of(7);

    private final FakeCamb camb = new FakeCamb();
    private final TtsResults results = TtsResults.builder()
            .apiKey("any")
            .baseUrl(ScriptedTransport.BASE_URL)
            .transport(new ScriptedTransport(camb))
            .retryPolicy(RetryPolicy.none())
            .build();
    private final Map<RunId, Duration> scheduled = new HashMap<>();

    @TempDir
    private Path directory;

    private VoicemailService service() {
        return new VoicemailService(results, directory, scheduled::put);
    }

    @Test
    void aGreetingIsStored() throws TtsException {
        Path stored = service().store(RUN).orElseThrow();

        assertTrue(Files.exists(stored));
        camb.received(RUN).once();
    }

    @Test
    void aMissingRunIsNoGreeting() throws TtsException {
        camb.run(RUN).notFound();

        assertEquals(Optional.empty(), service().store(RUN));
    }

    @Test
    void aRateLimitThatTheLibraryWaitsForTakesNoTime() throws TtsException {
        // snippet
        TtsResults retrying = TtsResults.builder()
                .apiKey("any")
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(ScriptedTransport.inVirtualTime(camb))
                .build();
        camb.run(RUN).rateLimited(Duration.ofSeconds(45));

        Optional<Path> stored = new VoicemailService(retrying, directory, scheduled::put).store(RUN);

        assertTrue(stored.isPresent());
        assertEquals(Duration.ofSeconds(45), camb.waited());
        // end
        assertEquals(Map.of(), scheduled);
    }

    @Test
    void aRateLimitedRunIsScheduledForLater() throws TtsException {
        camb.run(RUN).rateLimited(Duration.ofMinutes(2));

        assertEquals(Optional.empty(), service().store(RUN));
        assertEquals(Map.of(RUN, Duration.ofMinutes(2)), scheduled);
    }
}
