package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.CallListener;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.StorageRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In virtual time nobody waits, and everything comes out as if somebody had. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VirtualTimeTest {

    private static final RunId RUN = RunId.of(7);
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    private final FakeCamb camb = new FakeCamb();
    private final List<Duration> durations = new ArrayList<>();

    @TempDir
    private Path directory;

    private TtsResults results(Timeouts timeouts) {
        return TtsResults.builder()
                .apiKey("any")
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(ScriptedTransport.inVirtualTime(camb))
                .timeouts(timeouts)
                .retryPolicy(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMinutes(5)))
                .listener(new CallListener() {
                    @Override
                    public void onFinished(Call call, Optional<ErrorKind> failure, long audioBytes, Duration duration) {
                        durations.add(duration);
                    }
                })
                .build();
    }

    @Test
    void aRetryAfterOfTwoMinutesTakesNoTime() throws IOException {
        camb.run(RUN).rateLimited(TWO_MINUTES);

        results(Timeouts.defaults()).save(RUN, directory.resolve("a.flac"));

        assertEquals(TWO_MINUTES, camb.waited());
        camb.received(RUN).times(2);
        assertTrue(durations.get(0).compareTo(TWO_MINUTES) >= 0, () -> "the call is said to have taken " + durations);
    }

    @Test
    void whatIsWaitedCountsForTheTotalLimit() {
        camb.run(RUN).rateLimited(TWO_MINUTES).rateLimited(TWO_MINUTES);
        TtsResults results = results(Timeouts.defaults().withTotal(Duration.ofMinutes(3)));

        TtsException failure = assertThrows(TtsException.class, () -> results.open(RUN));

        assertEquals(ErrorKind.RATE_LIMITED, failure.kind());
        assertEquals(2, failure.attempts());
        assertEquals(TWO_MINUTES, camb.waited());
    }

    @Test
    void theServiceJudgesALinkByTheTimeThatWasWaited() throws IOException {
        camb.linkLifetime(Duration.ofMinutes(1));
        camb.run(8).rateLimited(TWO_MINUTES);
        TtsResults results = results(Timeouts.defaults());
        StorageRequest request = new StorageRequest(results.link(RUN).url(), Map.of(), Duration.ofSeconds(10));
        ScriptedTransport transport = new ScriptedTransport(camb);
        assertEquals(200, transport.get(request, new AbortSignal()).status());

        results.link(RunId.of(8));

        assertEquals(403, transport.get(request, new AbortSignal()).status());
    }

    @Test
    void theLibraryJudgesALinkByTheTimeThatWasWaited() throws IOException {
        camb.linkLifetime(Duration.ofMinutes(1));
        camb.run(RUN).storageAnswers(FakeResponse.status(503).header("Retry-After", "120"), FakeResponse.status(403));
        Path target = directory.resolve("a.flac");
        TtsResults results = results(Timeouts.defaults());

        assertThrows(
                TtsException.class,
                () -> results.save(RUN, target, SaveOptions.defaults().withOutputType(OutputType.FILE_URL)));

        camb.received(RUN).to(ReceivedRequest.Origin.API).times(2);
    }

    @Test
    void aResetTakesTheTimeBack() throws IOException {
        camb.run(RUN).rateLimited(TWO_MINUTES);
        results(Timeouts.defaults()).save(RUN, directory.resolve("a.flac"));
        camb.reset();
        assertEquals(Duration.ZERO, camb.waited());
        assertTrue(Files.exists(directory.resolve("a.flac")));
    }
}
