package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.testkit.ScriptedTransport;
import io.github.cambtts.testkit.SignedUrl;
import io.github.cambtts.transport.Transport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What every case of the contract needs: a fake service, the transport under test, and a client over it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class ContractFixture {

    static final String KEY = "c0ntract-key-of-the-account";
    static final RunId RUN = RunId.of(12345);

    /** How far a limit may be overshot. */
    static final Duration OVERSHOOT = Duration.ofMillis(250);

    /** What a loaded machine may add to that before a thread gets to run at all. */
    static final Duration SCHEDULING = Duration.ofMillis(500);

    private static final Duration SHORT = Duration.ofMillis(5);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final FakeCamb camb = new FakeCamb();

    @TempDir
    Path directory = Path.of("");

    private TransportContract.Endpoint endpoint =
            new TransportContract.Endpoint(URI.create("http://none.invalid"), new ScriptedTransport(camb), () -> {});

    /** Returns the suite that this subject belongs to, which knows the transport under test. */
    abstract TransportContract suite();

    /** Puts the fake service in reach of a new instance of the transport under test. */
    TransportContract.Endpoint open(FakeCamb service) throws IOException {
        return suite().open(service);
    }

    @BeforeEach
    final void openFixture() throws IOException {
        endpoint = open(camb);
    }

    @AfterEach
    final void closeFixture() throws Exception {
        Thread.interrupted();
        for (AutoCloseable each : opened) {
            each.close();
        }
        endpoint.transport().close();
        endpoint.server().close();
    }

    final FakeCamb camb() {
        return camb;
    }

    final TransportContract.Endpoint endpoint() {
        return endpoint;
    }

    final Transport transport() {
        return endpoint.transport();
    }

    /** Returns a client that does not retry. */
    final TtsResults results() {
        return results(builder -> builder);
    }

    final TtsResults results(UnaryOperator<TtsResultsBuilder> settings) {
        return resultsAt(endpoint.baseUrl(), endpoint.transport(), settings);
    }

    final TtsResults resultsAt(URI baseUrl, Transport transport, UnaryOperator<TtsResultsBuilder> settings) {
        TtsResultsBuilder builder = TtsResults.builder()
                .apiKey(KEY)
                .baseUrl(baseUrl)
                .transport(transport)
                .retryPolicy(RetryPolicy.none());
        return closedLater(settings.apply(builder).build());
    }

    final <T extends AutoCloseable> T closedLater(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** Scripts what comes instead of the audio. */
    final void answerAudio(FakeResponse... answers) {
        camb.answer(RUN.value(), OutputType.RAW_BYTES, answers);
    }

    /** Scripts what comes instead of the link. */
    final void answerLink(FakeResponse... answers) {
        camb.answer(RUN.value(), OutputType.FILE_URL, answers);
    }

    final Path target() {
        return directory.resolve("a.flac");
    }

    /** Returns a client that tries again, so often. */
    final TtsResults retrying(int retries) {
        return results(builder -> builder.retryPolicy(patient(retries)));
    }

    static RetryPolicy patient(int retries) {
        return new RetryPolicy(retries, SHORT, SHORT, Duration.ofSeconds(1));
    }

    final void assertNothingThere() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    final void assertOnlyTarget(Content expected) throws IOException {
        assertArrayEquals(expected.bytes(), Files.readAllBytes(target()));
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(target()), files.toList());
        }
    }

    /** Opens the run's audio and reads all of it. */
    final byte[] readAll() throws IOException {
        try (var audio = results().open(RUN)) {
            return audio.readAllBytes();
        }
    }

    /** Asserts that something fails in one way, without a secret in anything thrown. */
    static TtsException assertFails(ErrorKind kind, Executable doing) {
        TtsException failure = assertThrows(TtsException.class, doing);
        assertEquals(kind, failure.kind(), () -> "in " + chain(failure));
        Secrets.assertAbsent(failure, KEY, SignedUrl.SIGNATURE);
        return failure;
    }

    private static String chain(Throwable failure) {
        return failure + (failure.getCause() == null ? "" : " <- " + chain(failure.getCause()));
    }

    final void assertRequests(int expected) {
        assertEquals(expected, camb.requests().size(), () -> "requests sent: " + camb.requests());
    }

    final List<ReceivedRequest> requestsToStorage() {
        return camb.requests(Origin.STORAGE);
    }

    /** Waits for a condition, for as long as a loaded machine may need. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "waited in vain for: " + what);
            Thread.sleep(5);
        }
    }
}
