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

/** The events that a listener of a call receives: the same over every transport. */
@Proves(Rule.C1)
@Tag("events")
abstract class EventsContract extends ContractFixture {

    private static final int OVERLAP = 64 * 1024;

    /** Records events, without the values that differ each time. */
    private static final class Events implements CallListener {

        private final List<String> recorded = Collections.synchronizedList(new ArrayList<>());

        CallOptions options() {
            return CallOptions.defaults().withListener(this);
        }

        SaveOptions saving() {
            return SaveOptions.defaults().withCall(options());
        }

        void assertReported(String... expected) {
            assertEquals(List.of(expected), List.copyOf(recorded));
        }

        @Override
        public void onAttempt(Call call, int attempt) {
            assertEquals(RUN, call.subject());
            recorded.add("attempt " + attempt);
        }

        @Override
        public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
            assertFalse(duration.isNegative());
            recorded.add(attempt + ": " + origin + " " + status);
        }

        @Override
        public void onResumed(Call call, int attempt, long position) {
            recorded.add(attempt + ": resumed at " + position);
        }

        @Override
        public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
            recorded.add(attempt + ": " + kind + (retryIn.isPresent() ? ", again" : ""));
        }

        @Override
        public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
            assertFalse((call + " " + failure + recorded).contains(KEY));
            assertFalse((call + " " + failure + recorded).contains(SignedUrl.SIGNATURE));
            recorded.add(failure.map(Enum::name).orElse("success") + ", " + bytes);
        }
    }

    @Test
    final void everyAttemptAndItsResponseAreReported() throws IOException {
        Events events = new Events();
        Content content = Content.flac(100_000);
        answerAudio(FakeResponse.status(503).header("Retry-After", "0"), FakeResponse.audio(content));
        retrying(1).save(RUN, target(), events.saving());
        events.assertReported(
                "attempt 1", "1: API 503", "1: SERVER, again", "attempt 2", "2: API 200", "success, 100000");
    }

    @Test
    final void aConnectionThatClosesBeforeHeadersIsAnAttemptWithoutAResponse() {
        Events events = new Events();
        answerAudio(FakeResponse.closedBeforeHeaders());
        assertFails(ErrorKind.RESET, () -> results().open(RUN, events.options()));
        events.assertReported("attempt 1", "1: RESET", "RESET, 0");
    }

    @Test
    final void aResumedSaveIsReportedStepByStep() throws IOException {
        Events events = new Events();
        Content content = Content.flac(500_000);
        camb().recording(RUN.value(), content);
        answerAudio(FakeResponse.audio(content).framing(Framing.LENGTH).cutAfter(300_000));
        SavedAudio saved = retrying(1).save(RUN, target(), events.saving());
        assertOnlyTarget(content);
        assertEquals(300_000 - OVERLAP, saved.resumedBytes());
        events.assertReported(
                "attempt 1",
                "1: API 200",
                "1: TRUNCATED, again",
                "attempt 2",
                "2: API 200",
                "2: STORAGE 206",
                "2: resumed at 300000",
                "success, " + (500_000 + OVERLAP));
        assertEquals(500_000 + OVERLAP, saved.receivedBytes());
    }

    @Test
    final void everyResponseOfStorageIsReportedIncludingRedirects() throws IOException {
        Events events = new Events();
        Content content = Content.flac(100_000);
        camb().recording(RUN.value(), content);
        String elsewhere = results().link(RUN).url().toString();
        camb().storageAnswer(
                        RUN.value(),
                        FakeResponse.status(302).header("Location", elsewhere),
                        FakeResponse.audio(content));
        results().save(RUN, target(), events.saving().via(OutputType.FILE_URL));
        events.assertReported("attempt 1", "1: API 200", "1: STORAGE 302", "1: STORAGE 200", "success, 100000");
    }

    @Test
    final void headersAreReportedBeforeTheBodyArrives() throws IOException {
        Events events = new Events();
        Gate gate = new Gate();
        Content content = Content.flac(200_000);
        answerAudio(FakeResponse.audio(content).pauseAfter(100_000, gate));
        try (AudioStream audio = results().open(RUN, events.options())) {
            audio.readNBytes(10);
            events.assertReported("attempt 1", "1: API 200");
            gate.open();
            assertEquals(200_000 - 10, audio.readAllBytes().length);
            events.assertReported("attempt 1", "1: API 200", "success, 200000");
        } finally {
            gate.open();
        }
        assertEquals(3, events.recorded.size());
    }

    @Test
    final void anAbortedStreamIsFinishedWithoutBeingClosed() throws Exception {
        Events events = new Events();
        answerAudio(FakeResponse.audio(Content.flac(200_000)).stallAfter(100_000));
        try (AudioStream audio = results().open(RUN, events.options())) {
            audio.readNBytes(100);
            audio.abort();
            await("the last event", () -> events.recorded.size() == 3);
        }
        events.assertReported("attempt 1", "1: API 200", "CANCELLED, 100");
    }

    @Test
    final void aLinkIsReportedAsAResponseOfTheApi() throws IOException {
        Events events = new Events();
        assertTrue(results().link(RUN, events.options()).url().isAbsolute());
        events.assertReported("attempt 1", "1: API 200", "success, 0");
    }

    @Test
    final void aProxyErrorIsReportedWithoutAResponse() {
        Events events = new Events();
        answerAudio(FakeResponse.status(407).header("Proxy-Authenticate", "Basic realm=\"x\""));
        assertFails(ErrorKind.PROXY, () -> results().open(RUN, events.options()));
        events.assertReported("attempt 1", "1: PROXY", "PROXY, 0");
    }
}
