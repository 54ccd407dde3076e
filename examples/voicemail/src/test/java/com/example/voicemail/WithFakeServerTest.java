package com.example.voicemail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeCambServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests the service and the library over HTTP, with the transport that the application uses. */
class WithFakeServerTest {

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    private static final RunId RUN = RunId.of(7);

    private final Map<RunId, Duration> scheduled = new HashMap<>();

    @TempDir
    private Path directory;

    private TtsResults results;
    private VoicemailService service;

    @BeforeEach
    void connect(FakeCambServer server) {
        results = TtsResults.builder()
                .apiKey("any")
                .baseUrl(server.baseUrl())
                .retryPolicy(RetryPolicy.none())
                .build();
        service = new VoicemailService(results, directory, scheduled::put);
    }

    @AfterEach
    void disconnect() {
        results.close();
    }

    @Test
    void aGreetingIsStored(FakeCamb camb) throws TtsException {
        Path stored = service.store(RUN).orElseThrow();

        assertTrue(Files.exists(stored));
        camb.received(RUN).once();
    }

    @Test
    void aMissingRunIsNoGreeting(FakeCamb camb) throws TtsException {
        camb.run(RUN).notFound();

        assertEquals(Optional.empty(), service.store(RUN));
    }

    @Test
    void aRateLimitedRunIsScheduledForLater(FakeCamb camb) throws TtsException {
        camb.run(RUN).rateLimited(Duration.ofMinutes(2));

        assertEquals(Optional.empty(), service.store(RUN));
        assertEquals(Map.of(RUN, Duration.ofMinutes(2)), scheduled);
    }
}
