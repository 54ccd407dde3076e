package io.github.cambtts.testkit;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.testkit.FakeRun.Asked;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.net.URI;
import java.nio.file.Path;
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
import java.util.function.Consumer;

/**
 * A fake of the CAMB service: what it answers, whichever way it is asked. {@link FakeCambServer} puts it on HTTP,
 * {@link ScriptedTransport} in memory.
 *
 * <p>Unscripted, it behaves as the API (a FastAPI application) and the storage behind presigned URLs (like S3) do: every
 * positive run id is a finished run whose audio is a spoken sentence. {@link #run(long)} scripts a run,
 * {@link #received(long)} verifies what was asked about it. Thread-safe.
 */
public final class FakeCamb {

    private static final Duration LINK_LIFETIME = Duration.ofHours(1);
    private static final Duration MAX_LINK_LIFETIME = Duration.ofDays(7);

    private static final int MAX_REQUESTS = 100_000;

    private final Map<Long, FakeRun> runs = new ConcurrentHashMap<>();
    private final Deque<Exchange> exchanges = new ArrayDeque<>();
    private final Consumer<FakeCamb> setup;
    private final Content speech = Content.speech();
    private final Instant created = Instant.now();
    private volatile Optional<String> requiredKey = Optional.empty();
    private volatile Clock clock = Clock.systemUTC();
    private volatile Duration linkLifetime = LINK_LIFETIME;
    private volatile Duration latency = Duration.ZERO;
    private volatile Optional<Integer> bytesPerSecond = Optional.empty();
    private volatile boolean documented;
    private volatile Optional<RecordingDirectory> recordings = Optional.empty();
    private volatile Consumer<JournalEntry> listener = entry -> {};

    /** A request and what was exchanges. */
    private record Exchange(Instant time, ReceivedRequest request, FakeResponse answer) {}

    /** Creates a service that accepts any key. */
    public FakeCamb() {
        this(camb -> {});
    }

    /**
     * Creates a service and sets it up: {@code new FakeCamb(FakeCamb::documentedRuns)}.
     *
     * @param setup is called now and by each {@link #reset()}
     */
    public FakeCamb(Consumer<FakeCamb> setup) {
        this.setup = setup;
        setup.accept(this);
    }

    /**
     * Makes the service as it was when created: nothing received, and nothing scripted but what its setup scripts; without a
     * setup, any key accepted, and real time.
     */
    public void reset() {
        runs.clear();
        clearJournal();
        requiredKey = Optional.empty();
        clock = Clock.systemUTC();
        linkLifetime = LINK_LIFETIME;
        latency = Duration.ZERO;
        bytesPerSecond = Optional.empty();
        documented = false;
        recordings = Optional.empty();
        setup.accept(this);
    }

    /** Makes each {@link DocumentedRun} answer as documented, unless it is scripted already. */
    public void documentedRuns() {
        documented = true;
    }

    boolean isDocumented() {
        return documented;
    }

    /**
     * Takes the audio of runs from a directory: {@code 123.flac} or {@code 123.wav} is that of run 123. A file is looked for
     * when its run is first asked for, and goes before a {@link DocumentedRun}.
     *
     * @param directory the directory; its files are read whenever they are sent
     * @throws IllegalArgumentException if there is no such directory
     */
    public void recordings(Path directory) {
        recordings = Optional.of(new RecordingDirectory(directory));
    }

    /**
     * Delays every answer.
     *
     * @param wait for how long, beyond what is scripted
     */
    public void latency(Duration wait) {
        latency = wait;
    }

    /**
     * Sends every body slowly that is not scripted to be sent at a rate of its own.
     *
     * @param rate how many bytes a second, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public void bytesPerSecond(int rate) {
        FakeResponse.status(200).throttled(rate);
        bytesPerSecond = Optional.of(rate);
    }

    /**
     * Accepts one key only.
     *
     * @param key the key
     */
    public void requireKey(String key) {
        requiredKey = Optional.of(key);
    }

    /** Accepts any key again. */
    public void acceptAnyKey() {
        requiredKey = Optional.empty();
    }

    /**
     * Sets the time that presigned URLs are signed at and judged by.
     *
     * @param fake tells the time
     */
    public void clock(Clock fake) {
        clock = fake;
    }

    /**
     * Sets how long the presigned URLs live that are signed from now on; an hour if it is not set.
     *
     * @param lifetime 1 s to 7 days; a part of a second is dropped
     * @throws IllegalArgumentException if storage would not accept such a URL
     */
    public void linkLifetime(Duration lifetime) {
        if (lifetime.toSeconds() < 1 || lifetime.compareTo(MAX_LINK_LIFETIME) > 0) {
            throw new IllegalArgumentException("A link lives for 1 s to 7 days, not for " + lifetime + ".");
        }
        linkLifetime = lifetime;
    }

    /**
     * Returns a run, to script it.
     *
     * @param runId the run
     * @return the run, the same every time until the service is reset
     */
    public FakeRun run(long runId) {
        return runs.computeIfAbsent(runId, this::newRun);
    }

    private FakeRun newRun(long runId) {
        FakeRun run = new FakeRun(this::clock, speech, created);
        boolean isRecorded =
                recordings.map(directory -> directory.script(runId, run)).orElse(false);
        if (documented && !isRecorded) {
            DocumentedRun.of(runId).ifPresent(description -> description.script(run));
        }
        return run;
    }

    /**
     * Returns a run, to script it.
     *
     * @param runId the run
     * @return the run, the same every time until the service is reset
     */
    public FakeRun run(RunId runId) {
        return run(runId.value());
    }

    /**
     * Sets a run's audio, from the API and from storage alike.
     *
     * @param runId the run
     * @param audio its audio
     */
    public void recording(long runId, Content audio) {
        run(runId).audio(audio);
    }

    /**
     * Breaks the connections over which a run's audio goes, each when it has come so far into the recording.
     *
     * @param runId the run
     * @param positions where to break, rising
     */
    public void breakAt(long runId, long... positions) {
        run(runId).breakAt(positions);
    }

    /**
     * Scripts what the API answers about a run, in this order; the last answer is given again and again.
     *
     * @param runId the run
     * @param outputType the form asked for
     * @param answers the answers
     */
    public void answer(long runId, OutputType outputType, FakeResponse... answers) {
        run(runId).script(asked(outputType), answers);
    }

    /**
     * Scripts what the API answers about a run, in this order; the last answer is given again and again.
     *
     * @param runId the run
     * @param outputType the form asked for
     * @param answers the answers
     */
    public void answer(RunId runId, OutputType outputType, FakeResponse... answers) {
        answer(runId.value(), outputType, answers);
    }

    /**
     * Scripts what storage answers about a run, in this order; the last answer is given again and again.
     *
     * @param runId the run
     * @param answers the answers
     */
    public void storageAnswer(long runId, FakeResponse... answers) {
        run(runId).script(Asked.OBJECT, answers);
    }

    /**
     * Scripts what storage answers about a run, in this order; the last answer is given again and again.
     *
     * @param runId the run
     * @param answers the answers
     */
    public void storageAnswer(RunId runId, FakeResponse... answers) {
        storageAnswer(runId.value(), answers);
    }

    /**
     * Returns what was asked about a run, to verify it.
     *
     * @param runId the run
     * @return the requests of the API and of storage so far
     */
    public ReceivedRequests received(long runId) {
        List<ReceivedRequest> all = requests();
        List<ReceivedRequest> about = all.stream()
                .filter(request -> ApiRules.runId(request)
                        .or(() -> StorageRules.runId(request))
                        .filter(id -> id == runId)
                        .isPresent())
                .toList();
        return new ReceivedRequests("about run " + runId, about, all);
    }

    /**
     * Returns what was asked about a run, to verify it.
     *
     * @param runId the run
     * @return the requests of the API and of storage so far
     */
    public ReceivedRequests received(RunId runId) {
        return received(runId.value());
    }

    /**
     * Returns what was asked, in the order of arrival: the last 100,000 requests.
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
     * Returns what was asked and exchanges, in the order of arrival, to be shown: without keys and signatures.
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

    /** Forgets what was asked. */
    public void clearJournal() {
        synchronized (exchanges) {
            exchanges.clear();
        }
    }

    /**
     * Has every request told before it is exchanges, also after a reset.
     *
     * @param consumer takes the entries of the journal, on the threads that serve the requests
     */
    public void onRequest(Consumer<JournalEntry> consumer) {
        listener = consumer;
    }

    /**
     * Returns what one origin was asked.
     *
     * @param origin the origin
     * @return the requests in the order of arrival
     */
    public List<ReceivedRequest> requests(Origin origin) {
        return requests().stream().filter(request -> request.origin() == origin).toList();
    }

    /** Answers a request; the base URLs are those under which the service is reached this time. */
    FakeResponse answerTo(ReceivedRequest request, URI apiUrl, URI storageUrl) {
        FakeResponse answer = request.origin() == Origin.API
                ? new ApiRules(this, apiUrl, storageUrl).answerTo(request)
                : new StorageRules(this).answerTo(request);
        Exchange entry = new Exchange(clock.instant().truncatedTo(ChronoUnit.MILLIS), request, answer);
        synchronized (exchanges) {
            if (exchanges.size() == MAX_REQUESTS) {
                exchanges.removeFirst();
            }
            exchanges.addLast(entry);
        }
        listener.accept(entry(entry));
        return answer.paced(latency, bytesPerSecond);
    }

    static Asked asked(OutputType outputType) {
        return outputType == OutputType.RAW_BYTES ? Asked.AUDIO : Asked.LINK;
    }

    boolean accepts(String key) {
        return requiredKey.map(key::equals).orElse(true);
    }

    Clock clock() {
        return clock;
    }

    Duration linkLifetime() {
        return linkLifetime;
    }
}
