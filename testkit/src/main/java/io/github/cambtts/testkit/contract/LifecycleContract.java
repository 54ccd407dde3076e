package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioResult;
import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.SignedUrl;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How a call ends: read to its end, closed, aborted, interrupted, cancelled or timed out; always at once. */
@Proves(Rule.C1)
@Alone
@Tag("lifecycle")
abstract class LifecycleContract extends ContractFixture {

    /** Something that another thread does to a call. */
    private interface Interference {

        void interfere(Thread caller) throws Exception;
    }

    /** Runs a call, interferes while it waits for the network, and asserts that it ends at once as cancelled. */
    private void assertCancelledBy(Interference interference, Executable call) throws Exception {
        Thread caller = Thread.currentThread();
        AtomicLong interfered = new AtomicLong();
        int before = camb().requests().size();
        Thread other = new Thread(() -> {
            try {
                await("the request", () -> camb().requests().size() > before);
                // The request is sent; this gives the call time to block, so that it must be woken.
                Thread.sleep(100);
                interfered.set(System.nanoTime());
                interference.interfere(caller);
            } catch (Exception e) {
                caller.interrupt();
            }
        });
        other.start();
        assertFails(ErrorKind.CANCELLED, call);
        Duration took = Duration.ofNanos(System.nanoTime() - interfered.get());
        assertTrue(took.compareTo(tolerance()) < 0, () -> "took " + took);
        boolean flagged = Thread.interrupted();
        other.join();
        if (flagged) {
            caller.interrupt();
        }
    }

    private FakeResponse stalledBody() {
        return FakeResponse.audio(Content.flacLike(100_000)).stallAfter(50_000);
    }

    @Test
    final void anInterruptEndsTheWaitForHeadersAndKeepsTheFlag() throws Exception {
        answerAudio(FakeResponse.silence());
        assertCancelledBy(Thread::interrupt, this::readAll);
        assertTrue(Thread.interrupted());
    }

    @Test
    final void anInterruptEndsTheWaitForBytesAndKeepsTheFlag() throws Exception {
        answerAudio(stalledBody());
        assertCancelledBy(Thread::interrupt, this::readAll);
        assertTrue(Thread.interrupted());
    }

    @Test
    final void anInterruptedThreadSendsNothing() {
        Thread.currentThread().interrupt();
        assertFails(ErrorKind.CANCELLED, this::readAll);
        assertTrue(Thread.interrupted());
        assertRequests(0);
    }

    @Test
    @Proves(Rule.T21)
    final void abortWakesTheReader() throws Exception {
        answerAudio(stalledBody());
        TtsResults results = results();
        List<AudioStream> opened = new ArrayList<>();
        assertCancelledBy(caller -> opened.get(0).abort(), () -> {
            opened.add(closedLater(results.open(RUN)));
            opened.get(0).readAllBytes();
        });
    }

    @Test
    final void closeFromAnotherThreadWakesTheReader() throws Exception {
        answerAudio(stalledBody());
        TtsResults results = results();
        List<AudioStream> opened = new ArrayList<>();
        assertCancelledBy(caller -> opened.get(0).close(), () -> {
            opened.add(closedLater(results.open(RUN)));
            opened.get(0).readAllBytes();
        });
    }

    @Test
    final void closingTheClientEndsTheWaitForHeaders() throws Exception {
        answerAudio(FakeResponse.silence());
        TtsResults results = results();
        assertCancelledBy(caller -> results.close(), () -> results.open(RUN).readAllBytes());
    }

    @Test
    final void closingTheClientEndsTheWaitForBytes() throws Exception {
        answerAudio(stalledBody());
        TtsResults results = results();
        assertCancelledBy(caller -> results.close(), () -> results.open(RUN).readAllBytes());
    }

    @Test
    @Proves(Rule.T21)
    final void theTransportsSignalAloneWakesAThreadThatWaitsForHeaders() throws Exception {
        answerAudio(FakeResponse.silence());
        AbortSignal signal = new AbortSignal();
        assertEndsAfterAbort(signal, () -> transport().get(PortRequests.audio(endpoint(), RUN), signal));
    }

    @Test
    @Proves(Rule.T21)
    final void theTransportsSignalAloneWakesAThreadThatWaitsForBytes() throws Exception {
        answerAudio(stalledBody());
        AbortSignal signal = new AbortSignal();
        assertEndsAfterAbort(signal, () -> {
            try (TransportResponse response = transport().get(PortRequests.audio(endpoint(), RUN), signal)) {
                ByteBuffer buffer = ByteBuffer.allocate(8_192);
                while (response.read(buffer.clear()) >= 0) {
                    assertTrue(buffer.position() > 0);
                }
            }
        });
    }

    @Test
    @Proves(Rule.T32)
    final void exceptionsOfTheTransportContainNoSecret() {
        answerAudio(FakeResponse.closedBeforeHeaders());
        assertThrownWithoutSecret(PortRequests.audio(endpoint(), RUN));
        answerAudio(FakeResponse.audio(Content.flacLike(200_000)).resetAfter(100_000));
        assertThrownWithoutSecret(PortRequests.audio(endpoint(), RUN));
        camb().storageAnswer(RUN.value(), FakeResponse.closedBeforeHeaders());
        assertThrownWithoutSecret(PortRequests.storage(linkOf(RUN)));
    }

    private URI linkOf(RunId run) {
        try {
            return results().link(run).url();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertThrownWithoutSecret(TransportRequest request) {
        IOException thrown = assertThrows(IOException.class, () -> {
            try (TransportResponse response = transport().get(request, new AbortSignal())) {
                ByteBuffer buffer = ByteBuffer.allocate(8_192);
                while (response.read(buffer.clear()) >= 0) {
                    assertTrue(buffer.position() > 0);
                }
            }
        });
        Secrets.assertAbsent(thrown, KEY, SignedUrl.SIGNATURE);
    }

    private void assertEndsAfterAbort(AbortSignal signal, Executable waiting) throws Exception {
        AtomicLong aborted = new AtomicLong();
        Thread other = new Thread(() -> {
            try {
                await("the request", () -> !camb().requests().isEmpty());
                Thread.sleep(100);
                aborted.set(System.nanoTime());
                signal.abort();
            } catch (InterruptedException e) {
                signal.abort();
            }
        });
        other.start();
        assertThrows(IOException.class, waiting);
        Duration took = Duration.ofNanos(System.nanoTime() - aborted.get());
        assertTrue(took.compareTo(tolerance()) < 0, () -> "took " + took);
        other.join();
    }

    private void assertTimesOut(ErrorKind kind, Timeouts timeouts) {
        long start = System.nanoTime();
        assertFails(kind, () -> {
            try (AudioStream audio =
                    results(builder -> builder.timeouts(timeouts)).open(RUN)) {
                audio.readAllBytes();
            }
        });
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(limit()) >= 0, () -> "too early, after " + took);
        assertTrue(took.compareTo(limit().plus(tolerance())) < 0, () -> "too late, after " + took);
        assertRequests(1);
    }

    @Test
    final void headersThatDoNotComeAreAResponseTimeout() {
        answerAudio(FakeResponse.silence());
        assertTimesOut(ErrorKind.RESPONSE_TIMEOUT, Timeouts.defaults().withResponse(limit()));
    }

    @Test
    @Proves(Rule.T21)
    final void aBodyThatStallsIsAnIdleTimeout() {
        answerAudio(stalledBody());
        assertTimesOut(ErrorKind.IDLE_TIMEOUT, Timeouts.defaults().withIdle(limit()));
    }

    @Test
    final void aStalledBodyOfKnownLengthIsAnIdleTimeout() {
        answerAudio(stalledBody().framing(FakeResponse.Framing.LENGTH));
        assertTimesOut(ErrorKind.IDLE_TIMEOUT, Timeouts.defaults().withIdle(limit()));
    }

    @Test
    final void theWholeCallIsLimitedByTheDeadline() {
        answerAudio(FakeResponse.silence());
        assertTimesOut(ErrorKind.DEADLINE, Timeouts.defaults().withTotal(limit()));
    }

    @Test
    @Proves(Rule.T24)
    final void aSlowReaderNeverTimesOut() throws Exception {
        Content content = Content.flacLike(2_000_000);
        answerAudio(FakeResponse.audio(content));
        Timeouts tight = new Timeouts(limit(), limit(), limit(), limit());
        try (AudioStream audio = results(builder -> builder.timeouts(tight)).open(RUN)) {
            byte[] first = audio.readNBytes(1_000);
            Thread.sleep(limit().toMillis() * 3);
            byte[] rest = audio.readAllBytes();
            assertEquals(content.length(), first.length + rest.length);
        }
    }

    @Test
    @Proves(Rule.T16)
    final void closingEarlyLeavesTheClientUsable() throws IOException {
        TtsResults results = results();
        Content large = Content.wav(64 << 20);
        for (int i = 0; i < 5; i++) {
            answerAudio(FakeResponse.audio(large));
            AudioStream early = results.open(RUN);
            assertEquals(1_000, early.readNBytes(1_000).length);
            long start = System.nanoTime();
            early.close();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(tolerance()) < 0, () -> "closing took " + took);
            answerAudio(FakeResponse.audio(Content.flacLike(100)));
            try (AudioStream next = results.open(RUN)) {
                assertEquals(100, next.readAllBytes().length);
            }
        }
    }

    @Test
    final void closingAgainDoesNothing() throws IOException {
        AudioStream audio = results().open(RUN);
        audio.close();
        audio.close();
        TtsResults results = results();
        results.close();
        results.close();
    }

    @Test
    final void aClosedStreamCannotBeRead() throws IOException {
        AudioStream audio = results().open(RUN);
        audio.close();
        assertFails(ErrorKind.CANCELLED, audio::read);
    }

    @Test
    final void aClosedClientThrows() {
        TtsResults results = results();
        results.close();
        String message = String.valueOf(assertThrows(IllegalStateException.class, () -> results.open(RUN))
                .getMessage());
        assertTrue(message.contains("closed"), message);
        assertRequests(0);
    }

    @Test
    @Proves(Rule.T17)
    final void thirtyTwoCallsAtOnceGetTheirOwnBytes() throws Exception {
        int callers = 32;
        TtsResults results = results();
        for (int run = 1; run <= callers; run++) {
            camb().recording(run, Content.flacLike(50_000 + run));
        }
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<byte[]>> received = new ArrayList<>();
            for (int run = 1; run <= callers; run++) {
                RunId id = RunId.of(run);
                received.add(threads.submit(() -> {
                    try (AudioStream audio = results.open(id)) {
                        return audio.readAllBytes();
                    }
                }));
            }
            for (int run = 1; run <= callers; run++) {
                assertArrayEquals(
                        Content.flacLike(50_000 + run).bytes(),
                        received.get(run - 1).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    final void aFutureCompletesWithTheResult() throws Exception {
        TtsResults results = results();
        AudioResult audio = results.fetchAsync(RUN, OutputType.RAW_BYTES).get();
        try (AudioStream stream = (AudioStream) audio) {
            assertTrue(stream.readAllBytes().length > 10_000);
        }
        assertEquals(RUN, results.fetchAsync(RUN, OutputType.FILE_URL).get().runId());
    }

    @Test
    final void aFutureFailsWithTheTypedError() {
        answerAudio(FakeResponse.status(404));
        CompletableFuture<AudioResult> future = results().fetchAsync(RUN, OutputType.RAW_BYTES);
        ExecutionException thrown = assertThrows(ExecutionException.class, future::get);
        assertEquals(
                ErrorKind.NOT_FOUND,
                assertInstanceOf(TtsException.class, thrown.getCause()).kind());
    }

    @Test
    final void cancellingAFutureEndsTheExchange() throws Exception {
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
