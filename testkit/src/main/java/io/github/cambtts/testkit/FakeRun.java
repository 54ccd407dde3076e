package io.github.cambtts.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A run of a {@link FakeCamb}, to be scripted: {@code camb.run(7).rateLimited(Duration.ofSeconds(2)).cutAfter(1000)}.
 *
 * <p>{@link #audio}, {@link #answers} and {@link #notFound} set what the run answers from now on. The other methods
 * script one incident each. Each incident happens once, to the first request that it applies to, in the order in
 * which the incidents were scripted; later requests are answered normally. Thread-safe.
 */
public final class FakeRun {

    /** What a request about a run asks for. */
    enum Asked {
        /** The audio, from the API. */
        AUDIO,
        /** A link to the audio, from the API. */
        LINK,
        /** The audio behind a link, from storage. */
        OBJECT
    }

    private static final Set<Asked> API = EnumSet.of(Asked.AUDIO, Asked.LINK);
    /** The requests that are answered with the recording. */
    static final Set<Asked> BYTES = EnumSet.of(Asked.AUDIO, Asked.OBJECT);

    private final Supplier<Clock> clock;
    private final Deque<Incident> incidents = new ArrayDeque<>();
    private final Map<Asked, Deque<FakeResponse>> scripts = new EnumMap<>(Asked.class);
    private Deque<Long> breaks = new ArrayDeque<>();
    private final Map<Asked, UnaryOperator<FakeResponse>> constant = new EnumMap<>(Asked.class);
    private Content audio;
    private String mediaType = "audio/flac";
    private Instant modified;

    FakeRun(Supplier<Clock> clock, Content audio, Instant modified) {
        this.clock = clock;
        this.audio = audio;
        this.modified = modified;
    }

    /** A change to the response to one request. */
    private record Incident(Set<Asked> concerned, UnaryOperator<FakeResponse> change) {}

    /**
     * Sets the run's audio, from the API and from storage alike.
     *
     * @param bytes the audio; copied
     * @return this run
     */
    public FakeRun audio(byte[] bytes) {
        return audio(Content.of(bytes));
    }

    /**
     * Sets the run's audio, from the API and from storage alike.
     *
     * @param content the audio
     * @return this run
     */
    public FakeRun audio(Content content) {
        return audio(content, "audio/flac");
    }

    /**
     * Sets the run's audio, from the API and from storage alike.
     *
     * @param content the audio
     * @param type its media type, such as {@code audio/wav}
     * @return this run
     */
    public synchronized FakeRun audio(Content content, String type) {
        audio = content;
        mediaType = type;
        modified = clock.get().instant();
        return this;
    }

    /**
     * Scripts what the API answers to requests for audio or a link, in this order; the last response is repeated.
     *
     * @param answers the responses
     * @return this run
     */
    public synchronized FakeRun answers(FakeResponse... answers) {
        Deque<FakeResponse> shared = new ArrayDeque<>(Arrays.asList(answers));
        API.forEach(asked -> scripts.put(asked, shared));
        return this;
    }

    /**
     * Makes the API answer 404 from now on.
     *
     * @return this run
     */
    public FakeRun notFound() {
        return answers(FakeResponse.error(404));
    }

    /**
     * Makes the API answer 429 once.
     *
     * @param retryAfter the value of {@code Retry-After}; rounded up to whole seconds
     * @return this run
     */
    public FakeRun rateLimited(Duration retryAfter) {
        long seconds = retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
        FakeResponse answer = FakeResponse.error(429).header("Retry-After", Long.toString(seconds));
        return incident(API, rules -> answer);
    }

    /**
     * Makes the API answer 500 a number of times.
     *
     * @param times how often
     * @return this run
     */
    public FakeRun serverError(int times) {
        for (int i = 0; i < times; i++) {
            incident(API, rules -> FakeResponse.error(500));
        }
        return this;
    }

    /** Makes the API answer with an error once. */
    FakeRun errorOnce(int status) {
        return incident(API, rules -> FakeResponse.error(status));
    }

    /** Changes every response from now on, after scripts and incidents. */
    synchronized void always(Set<Asked> concerned, UnaryOperator<FakeResponse> change) {
        concerned.forEach(asked -> constant.put(asked, change));
    }

    /**
     * Closes the connection once while it sends audio, from the API or from storage.
     *
     * @param bytes how many bytes of the body are sent
     * @return this run
     */
    public FakeRun cutAfter(long bytes) {
        return incident(BYTES, rules -> rules.cutAfter(bytes));
    }

    /**
     * Delays one response, of the API or of storage.
     *
     * @param wait the time before the response begins
     * @return this run
     */
    public FakeRun delay(Duration wait) {
        return incident(EnumSet.allOf(Asked.class), rules -> rules.delayed(wait));
    }

    /**
     * Makes storage answer once that the link has expired.
     *
     * @return this run
     */
    public FakeRun expiredLink() {
        return incident(EnumSet.of(Asked.OBJECT), rules -> StorageResponses.expired());
    }

    private synchronized FakeRun incident(Set<Asked> concerned, UnaryOperator<FakeResponse> change) {
        incidents.addLast(new Incident(concerned, change));
        return this;
    }

    synchronized void script(Asked asked, FakeResponse... answers) {
        scripts.put(asked, new ArrayDeque<>(Arrays.asList(answers)));
    }

    synchronized void breakAt(long... positions) {
        breaks = Arrays.stream(positions).boxed().collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** Resets a response that sends the audio from {@code from} on, if the next break lies after that position. */
    synchronized FakeResponse breaking(long from, FakeResponse answer) {
        return breaks.isEmpty() || breaks.getFirst() <= from ? answer : answer.resetAfter(breaks.removeFirst() - from);
    }

    /** Returns the next response: the scripted one, or else that of the rules. */
    FakeResponse answerTo(Asked asked, Supplier<FakeResponse> rules) {
        UnaryOperator<FakeResponse> change = nextChange(asked);
        return constantChange(asked).apply(change.apply(scripted(asked).orElseGet(rules)));
    }

    private synchronized UnaryOperator<FakeResponse> constantChange(Asked asked) {
        return constant.getOrDefault(asked, UnaryOperator.identity());
    }

    private synchronized UnaryOperator<FakeResponse> nextChange(Asked asked) {
        return incidents.isEmpty() || !incidents.getFirst().concerned().contains(asked)
                ? UnaryOperator.identity()
                : incidents.removeFirst().change();
    }

    private synchronized Optional<FakeResponse> scripted(Asked asked) {
        Deque<FakeResponse> answers = scripts.getOrDefault(asked, new ArrayDeque<>());
        return answers.size() > 1 ? Optional.of(answers.removeFirst()) : Optional.ofNullable(answers.peekFirst());
    }

    synchronized String mediaType() {
        return mediaType;
    }

    synchronized Content audio() {
        return audio;
    }

    /** Returns when the audio was set. */
    synchronized Instant modified() {
        return modified;
    }
}
