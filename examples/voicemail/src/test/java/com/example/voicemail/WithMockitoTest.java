package com.example.voicemail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the service alone, with a mock of {@code TtsResults}. */
class WithMockitoTest {

    private static final RunId RUN = RunId.of(7);
    private static final Path FILE = Path.of("greetings", "greeting-7.flac");

    private final TtsResults results = mock();
    private final Map<RunId, Duration> scheduled = new HashMap<>();
    private final VoicemailService service = new VoicemailService(results, FILE.getParent(), scheduled::put);

    @Test
    void aGreetingIsStored() throws TtsException {
        when(results.save(RUN, FILE)).thenReturn(SavedAudio.of(RUN, FILE, 94_043));

        assertEquals(Optional.of(FILE), service.store(RUN));
    }

    @Test
    void aMissingRunIsNoGreeting() throws TtsException {
        when(results.save(RUN, FILE))
                .thenThrow(TtsException.builder(ErrorKind.NOT_FOUND, RUN).build());

        assertEquals(Optional.empty(), service.store(RUN));
    }

    @Test
    void aRateLimitedRunIsScheduledForLater() throws TtsException {
        // snippet
        when(results.save(RUN, FILE))
                .thenThrow(TtsException.builder(ErrorKind.RATE_LIMITED, RUN)
                        .retryAfter(Duration.ofMinutes(2))
                        .build());
        // end

        assertEquals(Optional.empty(), service.store(RUN));
        assertEquals(Map.of(RUN, Duration.ofMinutes(2)), scheduled);
    }
}
