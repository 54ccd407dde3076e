package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.FakeResponse.Framing;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The events that a listener of a call receives: the same over every transport. */
class EventsTest extends InMemory {

    private static final int OVERLAP = 64 * 1024;

    @Test
    void everyAttemptAndItsResponseAreReported() throws IOException {
        RecordedEvents events = new RecordedEvents();
        Content content = Content.flac(100_000);
        answerAudio(FakeResponse.status(503).header("Retry-After", "0"), FakeResponse.audio(content));
        retrying(1).save(RUN, target(), events.saving());
        events.assertReported(
                "attempt 1", "1: API 503", "1: SERVER, again", "attempt 2", "2: API 200", "success, 100000");
    }

    @Test
    void aConnectionThatClosesBeforeHeadersIsAnAttemptWithoutAResponse() {
        RecordedEvents events = new RecordedEvents();
        answerAudio(FakeResponse.closedBeforeHeaders());
        assertFails(ErrorKind.RESET, () -> results().open(RUN, events.options()));
        events.assertReported("attempt 1", "1: RESET", "RESET, 0");
    }

    @Test
    void aResumedSaveIsReportedStepByStep() throws IOException {
        RecordedEvents events = new RecordedEvents();
        Content content = Content.flac(500_000);
        camb().run(RUN.value()).audio(content);
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
    void everyResponseOfStorageIsReportedIncludingRedirects() throws IOException {
        RecordedEvents events = new RecordedEvents();
        Content content = Content.flac(100_000);
        camb().run(RUN.value()).audio(content);
        String elsewhere = results().link(RUN).url().toString();
        camb().run(RUN.value())
                .storageAnswers(FakeResponse.status(302).header("Location", elsewhere), FakeResponse.audio(content));
        results().save(RUN, target(), events.saving().withOutputType(OutputType.FILE_URL));
        events.assertReported("attempt 1", "1: API 200", "1: STORAGE 302", "1: STORAGE 200", "success, 100000");
    }

    @Test
    void headersAreReportedBeforeTheBodyArrives() throws IOException {
        RecordedEvents events = new RecordedEvents();
        CountDownLatch gate = new CountDownLatch(1);
        Content content = Content.flac(200_000);
        answerAudio(FakeResponse.audio(content).pauseAfter(100_000, gate));
        try (AudioStream audio = results().open(RUN, events.options())) {
            audio.readNBytes(10);
            events.assertReported("attempt 1", "1: API 200");
            gate.countDown();
            assertEquals(200_000 - 10, audio.readAllBytes().length);
            events.assertReported("attempt 1", "1: API 200", "success, 200000");
        } finally {
            gate.countDown();
        }
        assertEquals(3, events.count());
    }

    @Test
    void anAbortedStreamIsFinishedWithoutBeingClosed() throws Exception {
        RecordedEvents events = new RecordedEvents();
        answerAudio(FakeResponse.audio(Content.flac(200_000)).stallAfter(100_000));
        try (AudioStream audio = results().open(RUN, events.options())) {
            audio.readNBytes(100);
            audio.abort();
            await("the last event", () -> events.count() == 3);
        }
        events.assertReported("attempt 1", "1: API 200", "CANCELLED, 100");
    }

    @Test
    void aLinkIsReportedAsAResponseOfTheApi() throws IOException {
        RecordedEvents events = new RecordedEvents();
        assertTrue(results().link(RUN, events.options()).url().isAbsolute());
        events.assertReported("attempt 1", "1: API 200", "success, 0");
    }

    @Test
    void aProxyErrorIsReportedWithoutAResponse() {
        RecordedEvents events = new RecordedEvents();
        answerAudio(FakeResponse.status(407).header("Proxy-Authenticate", "Basic realm=\"x\""));
        assertFails(ErrorKind.PROXY, () -> results().open(RUN, events.options()));
        events.assertReported("attempt 1", "1: PROXY", "PROXY, 0");
    }
}
