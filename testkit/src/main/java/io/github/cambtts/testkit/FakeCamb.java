package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.CallSubject;
import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.testkit.FakeRun.Asked;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A fake of the CAMB service: what it answers, over any protocol. {@link FakeCambServer} serves it over HTTP,
 * {@link ScriptedTransport} in memory.
 *
 * <p>Unscripted, it behaves as the API (a FastAPI application) and the storage behind presigned URLs (like S3) do:
 * every positive run id is a finished run whose audio is a spoken sentence, and every task is unknown.
 * {@link #run(long)} scripts a run, {@link #task(String)} a task, {@link #received(long)} verifies the requests about it.
 * Thread-safe.
 */
public final class FakeCamb {

    /** The beginning of the signature in each link, for tests that search logs for it. */
    public static final String SIGNATURE = "5ec4e7516ba7u4e0f7he5t04a6e";

    private static final Duration LINK_LIFETIME = Duration.ofHours(1);
    private static final Duration MAX_LINK_LIFETIME = Duration.ofDays(7);

    private static final int MAX_REQUESTS = 100_000;

    private final Map<Long, FakeRun> runs = new ConcurrentHashMap<>();
    private final Map<TaskId, FakeTask> tasks = new ConcurrentHashMap<>();
    private final Deque<Exchange> exchanges = new ArrayDeque<>();
    private final Consumer<FakeCamb> setup;
    private final Content speech = Content.speech();
    private final Instant created = Instant.now();
    private volatile Optional<String> requiredKey = Optional.empty();
    private volatile Clock clock = Clock.systemUTC();
    private volatile Duration waited = Duration.ZERO;
    private volatile Duration linkLifetime = LINK_LIFETIME;
    private volatile Duration latency = Duration.ZERO;
    private volatile Optional<Integer> bytesPerSecond = Optional.empty();
    private volatile boolean onlyScripted;
    private volatile BiConsumer<RunId, FakeRun> newRuns = (runId, run) -> {};
    private volatile Consumer<JournalEntry> listener = entry -> {};

    /** A request and its response. */
    private record Exchange(Instant time, ReceivedRequest request, FakeResponse answer) {}

    /** Creates a service that accepts any key. */
    public FakeCamb() {
        this(camb -> {});
    }

    /**
     * Creates a service and sets it up: {@code new FakeCamb(FakeCamb::onlyScriptedRuns)}.
     *
     * @param setup called now and by each {@link #reset()}
     */
    public FakeCamb(Consumer<FakeCamb> setup) {
        this.setup = requireNonNull(setup, "setup");
        setup.accept(this);
    }

    /**
     * Restores the state after creation: nothing received, and nothing scripted except by the setup. Without a setup,
     * any key is accepted and the clock is the system's.
     */
    public void reset() {
        runs.clear();
        tasks.clear();
        clearJournal();
        requiredKey = Optional.empty();
        clock = Clock.systemUTC();
        waited = Duration.ZERO;
        linkLifetime = LINK_LIFETIME;
        latency = Duration.ZERO;
        bytesPerSecond = Optional.empty();
        onlyScripted = false;
        newRuns = (runId, run) -> {};
        setup.accept(this);
    }

    /**
     * Makes runs that nobody scripted answer 404, so that a test sees a wrong id. A run is scripted once {@link #run} or
     * another method has named it.
     */
    public void onlyScriptedRuns() {
        onlyScripted = true;
    }

    /**
     * Sets what scripts each run when it is first named or requested, before anything else does.
     *
     * @param script receives the run; it must not call this service
     */
    public void onNewRun(BiConsumer<RunId, FakeRun> script) {
        newRuns = requireNonNull(script, "script");
    }

    /**
     * Delays every response.
     *
     * @param wait the delay, added to scripted delays: 0 s to 365 days
     * @throws IllegalArgumentException if it is not
     */
    public void latency(Duration wait) {
        latency = Arguments.delay(wait);
    }

    /**
     * Limits the rate at which bodies are sent, except those scripted with their own rate.
     *
     * @param rate bytes per second, at least 1
     * @throws IllegalArgumentException if the rate is less than 1
     */
    public void bytesPerSecond(int rate) {
        FakeResponse.status(200).throttled(rate);
        bytesPerSecond = Optional.of(rate);
    }

    /**
     * Accepts only one key.
     *
     * @param key the key: as a header's value can be
     * @throws IllegalArgumentException if no request can have that key
     */
    public void requireKey(String key) {
        if (!requireNonNull(key, "key").matches("[\\x21-\\x7E](?:[\\x20-\\x7E]*[\\x21-\\x7E])?")) {
            throw new IllegalArgumentException(
                    "A key consists of printable ASCII characters, without spaces around it: give the key to accept.");
        }
        requiredKey = Optional.of(key);
    }

    /** Accepts any key again. */
    public void acceptAnyKey() {
        requiredKey = Optional.empty();
    }

    /**
     * Sets the clock by which presigned URLs are signed and expire.
     *
     * @param fake the clock
     */
    public void clock(Clock fake) {
        clock = requireNonNull(fake, "fake");
    }

    /**
     * Sets the lifetime of presigned URLs that are signed from now on; one hour by default.
     *
     * @param lifetime 1 s to 7 days; a fraction of a second is dropped
     * @throws IllegalArgumentException if storage would not accept such a URL
     */
    public void linkLifetime(Duration lifetime) {
        if (requireNonNull(lifetime, "lifetime").toSeconds() < 1 || lifetime.compareTo(MAX_LINK_LIFETIME) > 0) {
            throw new IllegalArgumentException("A link's lifetime is 1 s to 7 days, not " + lifetime + ".");
        }
        linkLifetime = lifetime;
    }

    /**
     * Returns a run, to script it.
     *
     * @param runId the run, a positive number
     * @return the run, the same every time until the service is reset
     * @throws IllegalArgumentException if the number is not positive; every method that takes a run's number throws it
     */
    public FakeRun run(long runId) {
        RunId.of(runId);
        return runs.computeIfAbsent(runId, this::newRun);
    }

    /** Returns the run that a request is about; absent if only scripted runs exist, and it is none. */
    Optional<FakeRun> requested(long runId) {
        return onlyScripted ? Optional.ofNullable(runs.get(runId)) : Optional.of(run(runId));
    }

    private FakeRun newRun(long runId) {
        FakeRun run = new FakeRun(this::clock, speech, created);
        newRuns.accept(RunId.of(runId), run);
        return run;
    }

    /**
     * Returns a run, to script it.
     *
     * @param runId the run
     * @return the run, the same every time until the service is reset
     */
    public FakeRun run(RunId runId) {
        return run(requireNonNull(runId, "runId").value());
    }

    /**
     * Returns a task of {@code POST /tts}, to script it.
     *
     * @param taskId the task
     * @return the task, the same every time until the service is reset
     * @throws IllegalArgumentException if it is no task id
     */
    public FakeTask task(String taskId) {
        return task(TaskId.of(requireNonNull(taskId, "taskId")));
    }

    /**
     * Returns a task, to script it.
     *
     * @param task the task
     * @return the task, the same every time until the service is reset
     */
    public FakeTask task(TaskId task) {
        return tasks.computeIfAbsent(requireNonNull(task, "task"), id -> new FakeTask());
    }

    /**
     * Returns the requests received about a run, to verify them.
     *
     * @param runId the run
     * @return the requests received by the API and by storage
     */
    public ReceivedRequests received(long runId) {
        return received(
                RunId.of(runId),
                request -> ApiRules.runId(request)
                        .or(() -> StorageRules.runId(request))
                        .filter(id -> id == runId)
                        .isPresent());
    }

    /**
     * Returns the requests received about a run, to verify them.
     *
     * @param runId the run
     * @return the requests received by the API and by storage
     */
    public ReceivedRequests received(RunId runId) {
        return received(requireNonNull(runId, "runId").value());
    }

    /**
     * Returns the requests received about a task, to verify them.
     *
     * @param task the task
     * @return the requests received by the API
     */
    public ReceivedRequests received(TaskId task) {
        requireNonNull(task, "task");
        return received(
                task, request -> ApiRules.task(request).filter(task::equals).isPresent());
    }

    private ReceivedRequests received(CallSubject subject, Predicate<ReceivedRequest> isAboutIt) {
        return new ReceivedRequests(this, "about " + subject.label(), isAboutIt, Duration.ZERO);
    }

    /** Waits until the requests received meet an expectation, at most for a time; returns those received then. */
    List<ReceivedRequest> awaitRequests(Predicate<List<ReceivedRequest>> expectation, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (exchanges) {
            List<ReceivedRequest> received = requests();
            for (long left = patience.toNanos();
                    left > 0 && !expectation.test(received);
                    left = deadline - System.nanoTime()) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(exchanges, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return received;
                }
                received = requests();
            }
            return received;
        }
    }

    /**
     * Returns how long the library has paused between attempts over {@link ScriptedTransport#inVirtualTime}, since the last
     * reset. Over other transports it pauses in real time, and this stays zero.
     *
     * @return the sum of the pauses
     */
    public Duration waited() {
        return waited;
    }

    /**
     * Returns the requests received, in the order of arrival: the last 100,000.
     *
     * @return a copy
     */
    public List<ReceivedRequest> requests() {
        return exchanges().stream().map(Exchange::request).toList();
    }

    private List<Exchange> exchanges() {
        synchronized (exchanges) {
            return List.copyOf(exchanges);
        }
    }

    /**
     * Returns the requests received and how each was answered, in the order of arrival, without keys and signatures.
     *
     * @return a copy
     */
    public List<JournalEntry> journal() {
        return exchanges().stream().map(FakeCamb::entry).toList();
    }

    private static JournalEntry entry(Exchange each) {
        return new JournalEntry(
                each.time(),
                each.request().withoutSecrets(),
                each.answer().status(),
                each.answer().toString());
    }

    /** Forgets the requests received. */
    public void clearJournal() {
        synchronized (exchanges) {
            exchanges.clear();
        }
    }

    /**
     * Sets a listener that is called for every request before the response is sent. A reset keeps it.
     *
     * @param consumer receives the entries of the journal, on the threads that serve the requests
     */
    public void onRequest(Consumer<JournalEntry> consumer) {
        listener = requireNonNull(consumer, "consumer");
    }

    /**
     * Returns the requests that one origin received.
     *
     * @param origin the origin
     * @return the requests in the order of arrival
     */
    public List<ReceivedRequest> requests(Origin origin) {
        requireNonNull(origin, "origin");
        return requests().stream().filter(request -> request.origin() == origin).toList();
    }

    /** Answers a request; the base URLs are those at which this client reaches the service. */
    FakeResponse answerTo(ReceivedRequest request, URI apiUrl, URI storageUrl) {
        FakeResponse answer = request.origin() == Origin.API
                ? new ApiRules(this, apiUrl, storageUrl).answerTo(request)
                : new StorageRules(this).answerTo(request);
        Exchange entry = new Exchange(clock().instant().truncatedTo(ChronoUnit.MILLIS), request, answer);
        synchronized (exchanges) {
            if (exchanges.size() == MAX_REQUESTS) {
                exchanges.removeFirst();
            }
            exchanges.addLast(entry);
            exchanges.notifyAll();
        }
        listener.accept(entry(entry));
        return answer.paced(latency, bytesPerSecond);
    }

    static Asked asked(OutputType outputType) {
        return requireNonNull(outputType, "outputType") == OutputType.RAW_BYTES ? Asked.AUDIO : Asked.LINK;
    }

    boolean accepts(String key) {
        return requiredKey.map(key::equals).orElse(true);
    }

    /** Returns the clock, moved forward by the pauses of virtual time. */
    Clock clock() {
        return Clock.offset(clock, waited);
    }

    synchronized void elapse(Duration pause) {
        waited = waited.plus(pause);
    }

    Duration linkLifetime() {
        return linkLifetime;
    }
}
