package io.github.cambtts.testkit;

import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A fake of the CAMB service: what it answers, whichever way it is asked. {@link FakeCambServer} puts it on HTTP,
 * {@link ScriptedTransport} in memory.
 *
 * <p>Unscripted, it behaves as the API (a FastAPI application) and the storage behind presigned URLs (like S3) do: every
 * positive run id is a finished run whose audio is a spoken sentence. Answers can be scripted for a run. Thread-safe.
 */
public final class FakeCamb {

    private static final Duration LINK_LIFETIME = Duration.ofHours(1);

    private final Map<Long, Content> recordings = new ConcurrentHashMap<>();
    private final Map<Long, Deque<Long>> breaks = new ConcurrentHashMap<>();
    private final Map<String, Deque<Answer>> scripts = new ConcurrentHashMap<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final Map<Long, Instant> modified = new ConcurrentHashMap<>();
    private final Content speech = Content.speech();
    private final Instant created = Instant.now();
    private volatile Optional<String> requiredKey = Optional.empty();
    private volatile Clock clock = Clock.systemUTC();

    /** Creates a service that accepts any key. */
    public FakeCamb() {}

    /**
     * Accepts one key only.
     *
     * @param key the key
     */
    public void requireKey(String key) {
        requiredKey = Optional.of(key);
    }

    /**
     * Sets the time that presigned URLs are signed at and judged by. They live for an hour.
     *
     * @param fake tells the time
     */
    public void clock(Clock fake) {
        clock = fake;
    }

    /**
     * Sets a run's audio, from the API and from storage alike.
     *
     * @param runId the run
     * @param audio its audio
     */
    public void recording(long runId, Content audio) {
        modified.put(runId, clock.instant());
        recordings.put(runId, audio);
    }

    /**
     * Breaks the connections over which a run's audio goes, each when it has come so far into the recording.
     *
     * @param runId the run
     * @param positions where to break, rising
     */
    public void breakAt(long runId, long... positions) {
        breaks.put(runId, Arrays.stream(positions).boxed().collect(Collectors.toCollection(ArrayDeque::new)));
    }

    /** Breaks an answer that sends a run's audio from a position on, if its turn has come. */
    Answer breaking(long runId, long from, Answer answer) {
        Deque<Long> positions = breaks.getOrDefault(runId, new ArrayDeque<>());
        synchronized (positions) {
            return positions.isEmpty() || positions.getFirst() <= from
                    ? answer
                    : answer.resetAfter(positions.removeFirst() - from);
        }
    }

    /**
     * Scripts what the API answers about a run, in this order; the last answer is given again and again.
     *
     * @param runId the run
     * @param outputType the form asked for
     * @param answers the answers
     */
    public void answer(long runId, OutputType outputType, Answer... answers) {
        scripts.put(outputType + "/" + runId, new ArrayDeque<>(Arrays.asList(answers)));
    }

    /**
     * Scripts what storage answers about a run, in this order; the last answer is given again and again.
     *
     * @param runId the run
     * @param answers the answers
     */
    public void storageAnswer(long runId, Answer... answers) {
        scripts.put("storage/" + runId, new ArrayDeque<>(Arrays.asList(answers)));
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
    Answer answerTo(ReceivedRequest request, URI apiUrl, URI storageUrl) {
        received.add(request);
        return request.origin() == Origin.API
                ? new ApiRules(this, apiUrl, storageUrl).answerTo(request)
                : new StorageRules(this).answerTo(request);
    }

    /** Returns the next scripted answer, or what the rules say. */
    Answer scripted(String script, Supplier<Answer> rules) {
        Deque<Answer> answers = scripts.get(script);
        if (answers == null) {
            return rules.get();
        }
        synchronized (answers) {
            return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        }
    }

    Content recordingOf(long runId) {
        return recordings.getOrDefault(runId, speech);
    }

    /** Returns since when a run's audio is what it is. */
    Instant modifiedAt(long runId) {
        return modified.getOrDefault(runId, created);
    }

    boolean accepts(String key) {
        return requiredKey.map(key::equals).orElse(true);
    }

    Clock clock() {
        return clock;
    }

    Duration linkLifetime() {
        return LINK_LIFETIME;
    }
}
