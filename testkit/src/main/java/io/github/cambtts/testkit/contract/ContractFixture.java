package io.github.cambtts.testkit.contract;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.ReceivedRequest;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import io.github.cambtts.testkit.ScriptedTransport;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every case of the contract needs: a fake service, the transport under test, and a client that uses it. */
@ExtendWith({SharedJvm.class, CaseOutcome.class, CaseLimit.class})
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
abstract class ContractFixture {

    static final String KEY = "c0ntract-k3y-of-the-acc0unt";
    static final RunId RUN = RunId.of(12345);

    /** A body of 42 bytes that begins like FLAC, and that nothing proves to be cut: for cases about bytes alone. */
    static final String FLAC_LIKE = "fLaC" + "-".repeat(38);

    /** A time limit that a case waits for. */
    static final Duration LIMIT = Duration.ofMillis(400);

    /** How late a limit may take effect on an idle machine. */
    static final Duration MAX_OVERSHOOT = Duration.ofMillis(250);

    private static final int TRIES = 3;

    /** Less than the limit of a case, so that the failure names what it waited for. */
    private static final Duration AWAIT_LIMIT = Duration.ofSeconds(10);

    private static final Duration SHORT = Duration.ofMillis(5);

    /** How long a connection may take to be dropped. */
    private static final Duration DROP_LIMIT = Duration.ofSeconds(3);

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(3);
    private static final Set<Class<?>> WARM = ConcurrentHashMap.newKeySet();

    private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();
    private final FakeCamb camb = new FakeCamb(each -> each.onRequest(entry -> Watch.lookAtThreads()));

    @TempDir
    Path directory = Path.of("");

    private @Nullable TransportContract suite;
    private String stack = "";
    private Watch watch = new Watch(Map.of());
    private TransportContract.Endpoint endpoint =
            new TransportContract.Endpoint(URI.create("http://none.invalid"), new ScriptedTransport(camb), () -> {});

    /** Tells the suite that this subject belongs to. */
    final void belongTo(TransportContract outer) {
        suite = outer;
    }

    /** Returns the suite that this subject belongs to, which makes the transport under test. */
    TransportContract suite() {
        return requireNonNull(suite, "suite");
    }

    final Watch watch() {
        return watch;
    }

    /** Connects the fake service to a new instance of the transport under test. */
    TransportContract.Endpoint open(FakeCamb service) throws IOException {
        TransportContract.Endpoint opened = suite().open(service);
        stack = suite().stack();
        stack = stack.isBlank() ? opened.transport().getClass().getSimpleName() : stack;
        return new TransportContract.Endpoint(opened.baseUrl(), watched(opened.transport()), opened.server());
    }

    /** Returns the name of the HTTP stack. */
    final String stack() {
        return stack;
    }

    /** Returns a transport that does the same and is watched. */
    final Transport watched(Transport transport) {
        return watch.watched(transport);
    }

    @BeforeEach
    final void openFixture() throws Exception {
        watch = Watch.start(deviations());
        if (WARM.add(suite().getClass())) {
            warmUp();
        }
        endpoint = open(camb);
    }

    private Map<Deviation, String> deviations() {
        Map<Deviation, String> declared = suite().deviations();
        return declared == null ? Map.of() : declared;
    }

    /** Makes calls before the first case: the first calls in a JVM load classes, which takes longer than some limits. */
    private void warmUp() throws Exception {
        FakeCamb service = new FakeCamb();
        service.run(RUN.value())
                .answers(
                        OutputType.RAW_BYTES,
                        FakeResponse.audio(Content.flacLike(2_000)).stallAfter(1_000));
        for (TransportContract.Endpoint each : openEveryWire(service)) {
            Thread calling = new Thread(() -> callOnce(each), "contract warm-up");
            calling.setDaemon(true);
            calling.start();
            calling.join(WARM_UP_LIMIT.toMillis());
            each.server().close();
            each.transport().close();
        }
    }

    /** Calls a service that stalls. Whether the transport does right is for the cases to say. */
    private static void callOnce(TransportContract.Endpoint endpoint) {
        Timeouts timeouts = Timeouts.defaults().withIdle(Duration.ofMillis(100));
        try (TtsResults results = TtsResults.builder()
                        .apiKey(KEY)
                        .baseUrl(endpoint.baseUrl())
                        .transport(endpoint.transport())
                        .timeouts(timeouts)
                        .build();
                AudioStream audio = results.open(RUN)) {
            audio.readAllBytes();
        } catch (IOException | RuntimeException e) {
            // It stalls.
        }
    }

    /** Connects a service to transports under test, over each kind of connection. */
    List<TransportContract.Endpoint> openEveryWire(FakeCamb service) throws IOException {
        return List.of(open(service));
    }

    /** Closes responses and clients first: then nothing may be left of an exchange, although transports are open. */
    @AfterEach
    final void closeFixture() throws Exception {
        List<Exception> failures = new ArrayList<>();
        try {
            opened.add(endpoint.transport());
            opened.add(endpoint.server());
            close(each -> !isServer(each) && !(each instanceof Transport), failures);
            awaitShortly(
                    () -> "the connections of closed responses to be dropped. Rule T16 holds in every case: "
                            + Rule.T16.sentence(),
                    () -> servers().allMatch(each -> each.active() == 0));
        } finally {
            // Closing a server wakes the threads that wait for it, even if the transport does not.
            close(this::isServer, failures);
            close(Transport.class::isInstance, failures);
            watch.end();
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
        watch.assertNothingFound(camb.requests(), heads());
    }

    private void close(Predicate<AutoCloseable> which, List<Exception> failures) {
        for (AutoCloseable each : opened) {
            try {
                if (which.test(each)) {
                    each.close();
                }
            } catch (Exception e) {
                failures.add(e);
            }
        }
    }

    private Stream<FakeCambServer> servers() {
        return opened.stream().filter(FakeCambServer.class::isInstance).map(FakeCambServer.class::cast);
    }

    /** Returns the heads of all requests that reached other servers than the fake service, and proxies. */
    final List<String> heads() {
        return opened.stream()
                .flatMap(each -> each instanceof RawServer raw
                        ? raw.heads().stream()
                        : each instanceof AuthenticatingProxy proxy ? proxy.heads().stream() : Stream.of())
                .filter(head -> !head.isEmpty())
                .toList();
    }

    private boolean isServer(AutoCloseable closeable) {
        return closeable == endpoint.server()
                || closeable instanceof FakeCambServer
                || closeable instanceof RawServer
                || closeable instanceof AuthenticatingProxy;
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

    /** Scripts the responses to requests for audio. */
    final void answerAudio(FakeResponse... answers) {
        camb.run(RUN.value()).answers(OutputType.RAW_BYTES, answers);
    }

    /** Scripts the responses to requests for a link. */
    final void answerLink(FakeResponse... answers) {
        camb.run(RUN.value()).answers(OutputType.FILE_URL, answers);
    }

    final Path target() {
        return directory.resolve("a.flac");
    }

    /** Returns a client that retries up to {@code retries} times. */
    final TtsResults retrying(int retries) {
        return results(builder -> builder.retryPolicy(quickRetries(retries)));
    }

    static RetryPolicy quickRetries(int retries) {
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

    /** Reads a body to its end. */
    static byte[] readAll(TransportResponse response) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8_192);
        for (int read = response.read(buffer); read >= 0; read = response.read(buffer.clear())) {
            received.write(buffer.array(), 0, read);
        }
        return received.toByteArray();
    }

    /** Opens the run's audio and reads all of it. */
    final byte[] readAll() throws IOException {
        try (var audio = results().open(RUN)) {
            return audio.readAllBytes();
        }
    }

    /** Asserts that something fails with a kind, and that no exception contains a secret. */
    static TtsException assertFails(ErrorKind kind, Executable doing) {
        TtsException failure = assertThrows(TtsException.class, doing);
        assertEquals(kind, failure.kind(), () -> "kind of " + chain(failure));
        Secrets.assertAbsent(failure, KEY, FakeCamb.SIGNATURE);
        return failure;
    }

    private static String chain(Throwable failure) {
        return failure + (failure.getCause() == null ? "" : " <- " + chain(failure.getCause()));
    }

    /** Something that another thread does to a call. */
    interface Interference {

        void interfere(Thread caller) throws Exception;
    }

    /** Runs a call, interferes while it waits for the network, and asserts that it ends at once as cancelled. */
    final void assertCancelledBy(Interference interference, Executable call) throws Exception {
        assertCancelledBy(() -> true, interference, call);
    }

    /** Does the same, once a condition holds. */
    final void assertCancelledBy(BooleanSupplier isReady, Interference interference, Executable call) throws Exception {
        Thread caller = Thread.currentThread();
        AtomicLong interfered = new AtomicLong();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        int before = camb().requests().size();
        Thread other = new Thread(() -> {
            try {
                await("the request", () -> camb().requests().size() > before && isReady.getAsBoolean());
                // The request is sent; this gives the call time to block, so that it must be woken.
                Thread.sleep(100);
                interfered.set(System.nanoTime());
                interference.interfere(caller);
            } catch (Exception | AssertionError e) {
                thrown.add(e);
                caller.interrupt();
            }
        });
        other.start();
        assertFails(ErrorKind.CANCELLED, call);
        Duration took = Duration.ofNanos(System.nanoTime() - interfered.get());
        boolean flagged = Thread.interrupted();
        other.join();
        assertEquals(List.of(), thrown, "thrown while interfering");
        assertTrue(took.compareTo(tolerance()) < 0, () -> "took " + took);
        if (flagged) {
            caller.interrupt();
        }
    }

    /** Asserts that a call ends at {@link #LIMIT}, after one request. */
    final void assertTimesOut(ErrorKind kind, Timeouts timeouts) {
        assertEndsAtLimit(() -> {
            int before = camb().requests().size();
            assertFails(kind, () -> {
                try (AudioStream audio =
                        results(builder -> builder.timeouts(timeouts)).open(RUN)) {
                    audio.readAllBytes();
                }
            });
            awaitAtLeast(before + 1, () -> camb().requests().size());
            assertRequests(before + 1);
        });
    }

    /** Asserts that a call ends at {@link #LIMIT}, neither earlier nor much later, and whatever else it asserts. */
    static void assertEndsAtLimit(Runnable call) {
        assertAtLeastOnce(() -> {
            long start = System.nanoTime();
            call.run();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(took.compareTo(LIMIT) >= 0, () -> "too early, after " + took);
            assertTrue(took.compareTo(LIMIT.plus(tolerance())) < 0, () -> "too late, after " + took);
        });
    }

    /** Asserts something about time. */
    interface Timed<E extends Exception> {

        void run() throws E;
    }

    /**
     * Asserts something about time, {@value #TRIES} times at most: a busy machine may be late once or twice, and a transport
     * that is wrong is wrong each time.
     */
    static <E extends Exception> void assertAtLeastOnce(Timed<E> timed) throws E {
        for (int tries = 1; ; tries++) {
            try {
                timed.run();
                return;
            } catch (AssertionError e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Gives a server the time to notice requests that were sent just before a call ended. */
    static void awaitAtLeast(int requests, IntSupplier received) {
        long until = System.nanoTime() + tolerance().toNanos();
        while (received.getAsInt() < requests && System.nanoTime() < until) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    final void assertRequests(int expected) {
        assertEquals(expected, camb.requests().size(), () -> "requests sent: " + camb.requests());
    }

    final List<ReceivedRequest> requestsToStorage() {
        return camb.requests(Origin.STORAGE);
    }

    /** Returns {@link #LIMIT}, longer on a loaded machine: for a case in which it must not be reached. */
    static Duration longerLimit() {
        return LIMIT.plus(Scheduling.excess());
    }

    /** Returns how late a limit may take effect now. */
    static Duration tolerance() {
        return MAX_OVERSHOOT.plus(Scheduling.allowance());
    }

    /** Waits for a condition, for as long as a loaded machine may need. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(() -> what, condition);
    }

    /** Waits for a condition, for as long as a loaded machine may need. */
    static void await(Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        await(what, AWAIT_LIMIT, condition);
    }

    /** Waits for a condition that should hold at once, and for longer on a loaded machine. */
    static void awaitShortly(Supplier<String> what, BooleanSupplier condition) throws InterruptedException {
        await(what, DROP_LIMIT, condition);
    }

    private static void await(Supplier<String> what, Duration limit, BooleanSupplier condition)
            throws InterruptedException {
        long until = System.nanoTime() + limit.plus(Scheduling.allowance()).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "timed out waiting for: " + what.get());
            Thread.sleep(5);
        }
    }
}
