package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** How a call ends: read to its end, closed, aborted, interrupted, cancelled or timed out; always at once. */
@Proves(Rule.C1)
@Tag("lifecycle")
abstract class LifecycleContract extends ContractFixture {

    private FakeResponse stalledBody() {
        return FakeResponse.audio(Content.flacLike(100_000)).stallAfter(50_000);
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
        camb().run(RUN.value()).storageAnswers(FakeResponse.closedBeforeHeaders());
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
        Secrets.assertAbsent(thrown, KEY, FakeCamb.SIGNATURE);
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

    @Test
    @Proves(Rule.T24)
    final void aSlowReaderNeverTimesOut() throws Exception {
        Content content = Content.flacLike(2_000_000);
        answerAudio(FakeResponse.audio(content));
        Timeouts tight = new Timeouts(longerLimit(), longerLimit(), longerLimit(), longerLimit(), longerLimit());
        try (AudioStream audio = results(builder -> builder.timeouts(tight)).open(RUN)) {
            byte[] first = audio.readNBytes(1_000);
            Thread.sleep(LIMIT.toMillis() * 3);
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
    @Proves(Rule.T17)
    final void thirtyTwoCallsAtOnceGetTheirOwnBytes() throws Exception {
        int callers = 32;
        TtsResults results = results();
        for (int run = 1; run <= callers; run++) {
            camb().run(run).audio(Content.flacLike(50_000 + run));
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
}
