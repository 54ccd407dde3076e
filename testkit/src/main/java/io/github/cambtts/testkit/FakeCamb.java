package io.github.cambtts.testkit;

import io.github.cambtts.OutputType;
import io.github.cambtts.RunId;
import io.github.cambtts.testkit.FakeRun.Asked;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

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

    private final Map<Long, FakeRun> runs = new ConcurrentHashMap<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final Content speech = Content.speech();
    private final Instant created = Instant.now();
    private volatile Optional<String> requiredKey = Optional.empty();
    private volatile Clock clock = Clock.systemUTC();
    private volatile Duration linkLifetime = LINK_LIFETIME;

    /** Creates a service that accepts any key. */
    public FakeCamb() {}

    /** Makes the service as it was when created: nothing scripted, nothing received, any key accepted, real time. */
    public void reset() {
        runs.clear();
        received.clear();
        requiredKey = Optional.empty();
        clock = Clock.systemUTC();
        linkLifetime = LINK_LIFETIME;
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
        return runs.computeIfAbsent(runId, id -> new FakeRun(this::clock, speech, created));
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
     * Returns what was asked, in the order of arrival.
     *
     * @return a copy
     */
    public List<ReceivedRequest> requests() {
        return List.copyOf(received);
    }

    /**
     * Returns what one origin was asked.
     *
     * @param origin the origin
     * @return the requests in the order of arrival
     */
    public List<ReceivedRequest> requests(Origin origin) {
        return received.stream().filter(request -> request.origin() == origin).toList();
    }

    /** Answers a request; the base URLs are those under which the service is reached this time. */
    FakeResponse answerTo(ReceivedRequest request, URI apiUrl, URI storageUrl) {
        received.add(request);
        return request.origin() == Origin.API
                ? new ApiRules(this, apiUrl, storageUrl).answerTo(request)
                : new StorageRules(this).answerTo(request);
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
