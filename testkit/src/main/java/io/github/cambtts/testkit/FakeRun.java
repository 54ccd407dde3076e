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
 * <p>{@link #audio}, {@link #answers} and {@link #notFound} say what the run answers from now on. The other methods script
 * one incident each. Incidents happen once, in the order in which they were scripted, each to the first request that it
 * concerns; the requests after them are answered as if nothing had been. Thread-safe.
 */
public final class FakeRun {

    /** What can be asked for about a run. */
    enum Asked {
        /** The audio, of the API. */
        AUDIO,
        /** A link to the audio, of the API. */
        LINK,
        /** The audio behind a link, of storage. */
        OBJECT
    }

    private static final Set<Asked> API = EnumSet.of(Asked.AUDIO, Asked.LINK);
    /** What is answered with the recording. */
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

    /** Something that happens to one request. */
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
     * Scripts what the API answers, asked for audio or a link, in this order; the last answer is given again and again.
     *
     * @param answers the answers
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
     * @param retryAfter what {@code Retry-After} says; a part of a second counts as a whole one
     * @return this run
     */
    public FakeRun rateLimited(Duration retryAfter) {
        long seconds = retryAfter.plusSeconds(1).minusNanos(1).toSeconds();
        FakeResponse answer = FakeResponse.error(429).header("Retry-After", Long.toString(seconds));
        return incident(API, rules -> answer);
    }

    /**
     * Makes the API answer 500 some times.
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

    /** Makes the API answer an error once. */
    FakeRun errorOnce(int status) {
        return incident(API, rules -> FakeResponse.error(status));
    }

    /** Changes every answer from now on, after all else. */
    synchronized void always(Set<Asked> concerned, UnaryOperator<FakeResponse> change) {
        concerned.forEach(asked -> constant.put(asked, change));
    }

    /**
     * Cuts the connection once, over which audio goes from the API or from storage.
     *
     * @param bytes how many bytes of the body are sent
     * @return this run
     */
    public FakeRun cutAfter(long bytes) {
        return incident(BYTES, rules -> rules.cutAfter(bytes));
    }

    /**
     * Delays one answer, of the API or of storage.
     *
     * @param wait how long the answer does not begin
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

    /** Breaks an answer that sends the audio from a position on, if its turn has come. */
    synchronized FakeResponse breaking(long from, FakeResponse answer) {
        return breaks.isEmpty() || breaks.getFirst() <= from ? answer : answer.resetAfter(breaks.removeFirst() - from);
    }

    /** Returns the next answer: what was scripted, or else what the rules say. */
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

    /** Returns since when the audio is what it is. */
    synchronized Instant modified() {
        return modified;
    }
}
