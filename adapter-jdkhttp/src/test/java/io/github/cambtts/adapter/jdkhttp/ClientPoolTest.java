package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.StorageRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pool keeps a limited number of clients, and closes all of them. */
@Timeout(180)
class ClientPoolTest {

    private static final StorageRequest REQUEST =
            new StorageRequest(URI.create("http://127.0.0.1:9/"), Map.of(), Duration.ofSeconds(10));

    private static final int SAVES = 500;
    private static final int OPEN_STREAMS = 50;
    private static final Duration LONG_TIMEOUT = Duration.ofMinutes(2);

    @TempDir
    Path directory = Path.of("");

    private static long clientThreads() {
        return clientThreadSet().size();
    }

    private static Set<Thread> clientThreadSet() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Returns how many files and sockets this process has open; 0 if the system does not report it. */
    private static long openFiles() {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(open)) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "timed out waiting for " + what);
            Thread.sleep(5);
        }
    }

    @Test
    void surplusIdleClientsAreClosed() throws Exception {
        long before = clientThreads();
        ClientPool pool = new ClientPool(NetworkSettings.defaults(), new ClientThreads(), Duration.ofMillis(1));
        takeAndRelease(pool, 2 * ClientPool.MAX_IDLE);
        await("surplus clients to end", () -> clientThreads() <= before + ClientPool.MAX_IDLE);
        pool.close();
        await("all clients to end", () -> clientThreads() <= before);
    }

    @Test
    void clientsOfManyCallersAreUsedAgain() throws Exception {
        long before = clientThreads();
        ClientPool pool = new ClientPool(NetworkSettings.defaults(), new ClientThreads(), Duration.ofHours(1));
        takeAndRelease(pool, 4 * ClientPool.MAX_IDLE);
        Set<Thread> clients = clientThreadSet();
        takeAndRelease(pool, 4 * ClientPool.MAX_IDLE);
        Set<Thread> more = clientThreadSet();
        more.removeAll(clients);
        assertEquals(Set.of(), more);
        pool.close();
        await("all clients to end", () -> clientThreads() <= before);
    }

    private static void takeAndRelease(ClientPool pool, int count) throws IOException {
        List<ExchangeClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(pool.take(REQUEST));
        }
        clients.forEach(client -> client.release(true));
    }

    @Test
    void aClosedPoolCreatesNoClientAndKeepsNone() throws Exception {
        long before = clientThreads();
        ClientPool pool = new ClientPool(NetworkSettings.defaults(), new ClientThreads());
        ExchangeClient client = pool.take(REQUEST);
        pool.close();
        client.release(true);
        assertThrows(IOException.class, () -> pool.take(REQUEST));
        await("all clients to end", () -> clientThreads() <= before);
    }

    /** The documented time is one second. The test asserts no time, because the machine may be busy. */
    @Test
    void closingReleasesWhatManySavesAndOpenStreamsHold() throws Exception {
        FakeCamb camb = new FakeCamb();
        camb.recording(8, Content.wav(4 << 20));
        try (FakeCambServer server = FakeCambServer.start(camb, Wire.TLS, 0)) {
            try (JdkHttpTransport first = JdkHttpTransport.create(server.networkSettings());
                    TtsResults results = results(server, first)) {
                results.link(RunId.of(7));
            }
            long clients = clientThreads();
            long files = openFiles();
            JdkHttpTransport transport = JdkHttpTransport.create(server.networkSettings());
            TtsResults results = results(server, transport);
            saveMany(results);
            List<AudioStream> unread = new ArrayList<>();
            for (int i = 0; i < OPEN_STREAMS; i++) {
                unread.add(results.open(RunId.of(8)));
            }
            // Clients of earlier tests may have ended meanwhile.
            assertTrue(clientThreads() >= OPEN_STREAMS);
            long closing = System.nanoTime();
            results.close();
            transport.close();
            await("clients to end", () -> clientThreads() <= clients);
            await("files to be closed", () -> openFiles() <= files);
            System.out.printf(
                    "Closing released everything within %d ms.%n",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - closing));
            for (AudioStream each : unread) {
                assertThrows(IOException.class, each::readAllBytes);
                each.close();
            }
        }
    }

    private static TtsResults results(FakeCambServer server, JdkHttpTransport transport) {
        return TtsResults.builder()
                .apiKey("any")
                .baseUrl(server.baseUrl())
                .transport(transport)
                .timeouts(new Timeouts(LONG_TIMEOUT, LONG_TIMEOUT, LONG_TIMEOUT, LONG_TIMEOUT))
                .build();
    }

    private void saveMany(TtsResults results) {
        List<CompletableFuture<SavedAudio>> saves = new ArrayList<>();
        for (int i = 0; i < SAVES; i++) {
            saves.add(results.saveAsync(RunId.of(7), directory.resolve(i + ".flac"), SaveOptions.defaults()));
        }
        for (CompletableFuture<SavedAudio> each : saves) {
            assertEquals(Content.speech().length(), each.join().bytes());
        }
    }
}
