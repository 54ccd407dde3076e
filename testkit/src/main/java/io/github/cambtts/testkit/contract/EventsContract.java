package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import io.github.cambtts.testkit.Gate;
import io.github.cambtts.testkit.SignedUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a listener is told of calls: the same over every transport. */
@Proves(Rule.C1)
@Tag("events")
abstract class EventsContract extends ContractFixture {

    private static final int OVERLAP = 64 * 1024;

    /** Writes events down, without what differs from run to run. */
    private static final class Events implements CallListener {

        private final List<String> noted = Collections.synchronizedList(new ArrayList<>());

        CallOptions options() {
            return CallOptions.defaults().withListener(this);
        }

        SaveOptions saving() {
            return SaveOptions.defaults().withCall(options());
        }

        void assertTold(String... expected) {
            assertEquals(List.of(expected), List.copyOf(noted));
        }

        @Override
        public void onAttempt(Call call, int attempt) {
            assertEquals(RUN, call.runId());
            noted.add("attempt " + attempt);
        }

        @Override
        public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
            assertFalse(duration.isNegative());
            noted.add(attempt + ": " + origin + " " + status);
        }

        @Override
        public void onResumed(Call call, int attempt, long position) {
            noted.add(attempt + ": resumed at " + position);
        }

        @Override
        public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
            noted.add(attempt + ": " + kind + (retryIn.isPresent() ? ", again" : ""));
        }

        @Override
        public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
            assertFalse((call + " " + failure + noted).contains(KEY));
            assertFalse((call + " " + failure + noted).contains(SignedUrl.SIGNATURE));
            noted.add(failure.map(Enum::name).orElse("well") + ", " + bytes);
        }
    }

    @Test
    final void everyAttemptAndItsResponseAreTold() throws IOException {
        Events events = new Events();
        Content content = Content.flac(100_000);
        answerAudio(FakeResponse.status(503).header("Retry-After", "0"), FakeResponse.audio(content));
        retrying(1).save(RUN, target(), events.saving());
        events.assertTold("attempt 1", "1: API 503", "1: SERVER, again", "attempt 2", "2: API 200", "well, 100000");
    }

    @Test
    final void aConnectionThatClosesBeforeHeadersIsAnAttemptWithoutAResponse() {
        Events events = new Events();
        answerAudio(FakeResponse.closedBeforeHeaders());
        assertFails(ErrorKind.RESET, () -> results().open(RUN, events.options()));
        events.assertTold("attempt 1", "1: RESET", "RESET, 0");
    }

    @Test
    final void aSaveThatGoesOnIsToldStepByStep() throws IOException {
        Events events = new Events();
        Content content = Content.flac(500_000);
        camb().recording(RUN.value(), content);
        answerAudio(FakeResponse.audio(content).framing(Framing.LENGTH).cutAfter(300_000));
        SavedAudio saved = retrying(1).save(RUN, target(), events.saving());
        assertOnlyTarget(content);
        assertEquals(300_000 - OVERLAP, saved.resumedBytes());
        events.assertTold(
                "attempt 1",
                "1: API 200",
                "1: TRUNCATED, again",
                "attempt 2",
                "2: API 200",
                "2: STORAGE 206",
                "2: resumed at 300000",
                "well, " + (500_000 + OVERLAP));
        assertEquals(500_000 + OVERLAP, saved.receivedBytes());
    }

    @Test
    final void everyResponseOfStorageIsToldRedirectsToo() throws IOException {
        Events events = new Events();
        Content content = Content.flac(100_000);
        camb().recording(RUN.value(), content);
        String elsewhere = results().link(RUN).url().toString();
        camb().storageAnswer(
                        RUN.value(),
                        FakeResponse.status(302).header("Location", elsewhere),
                        FakeResponse.audio(content));
        results().save(RUN, target(), events.saving().via(OutputType.FILE_URL));
        events.assertTold("attempt 1", "1: API 200", "1: STORAGE 302", "1: STORAGE 200", "well, 100000");
    }

    @Test
    final void headersAreToldBeforeTheBodyIsThere() throws IOException {
        Events events = new Events();
        Gate gate = new Gate();
        Content content = Content.flac(200_000);
        answerAudio(FakeResponse.audio(content).pauseAfter(100_000, gate));
        try (AudioStream audio = results().open(RUN, events.options())) {
            audio.readNBytes(10);
            events.assertTold("attempt 1", "1: API 200");
            gate.open();
            assertEquals(200_000 - 10, audio.readAllBytes().length);
            events.assertTold("attempt 1", "1: API 200", "well, 200000");
        } finally {
            gate.open();
        }
        assertEquals(3, events.noted.size());
    }

    @Test
    final void aStreamThatIsAbortedIsFinishedWithoutBeingClosed() throws Exception {
        Events events = new Events();
        answerAudio(FakeResponse.audio(Content.flac(200_000)).stallAfter(100_000));
        try (AudioStream audio = results().open(RUN, events.options())) {
            audio.readNBytes(100);
            audio.abort();
            await("the end to be told", () -> events.noted.size() == 3);
        }
        events.assertTold("attempt 1", "1: API 200", "CANCELLED, 100");
    }

    @Test
    final void aLinkIsToldAsAnAnswerOfTheApi() throws IOException {
        Events events = new Events();
        assertTrue(results().link(RUN, events.options()).url().isAbsolute());
        events.assertTold("attempt 1", "1: API 200", "well, 0");
    }

    @Test
    final void whatAProxyRefusesIsNoResponse() {
        Events events = new Events();
        answerAudio(FakeResponse.status(407).header("Proxy-Authenticate", "Basic realm=\"x\""));
        assertFails(ErrorKind.PROXY, () -> results().open(RUN, events.options()));
        events.assertTold("attempt 1", "1: PROXY", "PROXY, 0");
    }
}
