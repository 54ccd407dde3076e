package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** How a call ends: read to its end, closed, aborted, interrupted, cancelled or timed out; always at once. */
class LifecycleTest extends InMemory {

    private FakeResponse stalledBody() {
        return FakeResponse.audio(Content.flacLike(100_000)).stallAfter(50_000);
    }

    @Test
    void anInterruptEndsTheWaitForHeadersAndKeepsTheFlag() throws Exception {
        answerAudio(FakeResponse.silence());
        assertCancelledBy(Thread::interrupt, this::readAll);
        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptEndsTheWaitForBytesAndKeepsTheFlag() throws Exception {
        answerAudio(stalledBody());
        assertCancelledBy(Thread::interrupt, this::readAll);
        assertTrue(Thread.interrupted());
    }

    @Test
    void anInterruptedThreadSendsNothing() {
        Thread.currentThread().interrupt();
        assertFails(ErrorKind.CANCELLED, this::readAll);
        assertTrue(Thread.interrupted());
        assertRequests(0);
    }

    @Test
    void abortWakesTheReader() throws Exception {
        answerAudio(stalledBody());
        TtsResults results = results();
        List<AudioStream> opened = new ArrayList<>();
        assertCancelledBy(caller -> opened.get(0).abort(), () -> {
            opened.add(closedLater(results.open(RUN)));
            opened.get(0).readAllBytes();
        });
    }

    @Test
    void closeFromAnotherThreadWakesTheReader() throws Exception {
        answerAudio(stalledBody());
        TtsResults results = results();
        List<AudioStream> opened = new ArrayList<>();
        assertCancelledBy(caller -> opened.get(0).close(), () -> {
            opened.add(closedLater(results.open(RUN)));
            opened.get(0).readAllBytes();
        });
    }

    @Test
    void closingTheClientEndsTheWaitForHeaders() throws Exception {
        answerAudio(FakeResponse.silence());
        TtsResults results = results();
        assertCancelledBy(caller -> results.close(), () -> results.open(RUN).readAllBytes());
    }

    @Test
    void closingTheClientEndsTheWaitForBytes() throws Exception {
        answerAudio(stalledBody());
        TtsResults results = results();
        assertCancelledBy(caller -> results.close(), () -> results.open(RUN).readAllBytes());
    }

    @Test
    void headersThatDoNotComeAreAResponseTimeout() {
        answerAudio(FakeResponse.silence());
        assertTimesOut(ErrorKind.RESPONSE_TIMEOUT, Timeouts.defaults().withResponse(LIMIT));
    }

    @Test
    void aBodyThatStallsIsAnIdleTimeout() {
        answerAudio(stalledBody());
        assertTimesOut(ErrorKind.IDLE_TIMEOUT, Timeouts.defaults().withIdle(LIMIT));
    }

    @Test
    void aStalledBodyOfKnownLengthIsAnIdleTimeout() {
        answerAudio(stalledBody().framing(FakeResponse.Framing.LENGTH));
        assertTimesOut(ErrorKind.IDLE_TIMEOUT, Timeouts.defaults().withIdle(LIMIT));
    }

    @Test
    void theWholeCallIsLimitedByTheDeadline() {
        answerAudio(FakeResponse.silence());
        assertTimesOut(ErrorKind.DEADLINE, Timeouts.defaults().withTotal(LIMIT));
    }

    @Test
    void closingAgainDoesNothing() throws IOException {
        AudioStream audio = results().open(RUN);
        audio.close();
        audio.close();
        TtsResults results = results();
        results.close();
        results.close();
    }

    @Test
    void aClosedStreamCannotBeRead() throws IOException {
        AudioStream audio = results().open(RUN);
        audio.close();
        assertFails(ErrorKind.CANCELLED, audio::read);
    }

    @Test
    void aClosedClientThrows() {
        TtsResults results = results();
        results.close();
        String message = String.valueOf(assertThrows(IllegalStateException.class, () -> results.open(RUN))
                .getMessage());
        assertTrue(message.contains("closed"), message);
        assertRequests(0);
    }

    @Test
    void aFutureCompletesWithTheResult() throws Exception {
        TtsResults results = results();
        AudioResult audio = results.fetchAsync(RUN, OutputType.RAW_BYTES).get();
        try (AudioStream stream = (AudioStream) audio) {
            assertTrue(stream.readAllBytes().length > 10_000);
        }
        assertEquals(RUN, results.fetchAsync(RUN, OutputType.FILE_URL).get().runId());
    }

    @Test
    void aFutureFailsWithTheTypedError() {
        answerAudio(FakeResponse.status(404));
        CompletableFuture<AudioResult> future = results().fetchAsync(RUN, OutputType.RAW_BYTES);
        ExecutionException thrown = assertThrows(ExecutionException.class, future::get);
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertInstanceOf(TtsException.class, thrown.getCause()).kind());
    }

    @Test
    void cancellingAFutureEndsTheExchange() throws Exception {
        answerAudio(FakeResponse.silence());
        TtsResults results = results();
        // The first call starts the threads that all calls share.
        results.link(RUN);
        int threads = CaseThreads.busy().size();
        CompletableFuture<AudioResult> future = results.fetchAsync(RUN, OutputType.RAW_BYTES);
        await("the request", () -> camb().requests().size() > 1);
        assertTrue(future.cancel(true));
        assertThrows(CancellationException.class, future::join);
        await("the end of the call's thread", () -> CaseThreads.busy().size() <= threads + 1);
    }
}
