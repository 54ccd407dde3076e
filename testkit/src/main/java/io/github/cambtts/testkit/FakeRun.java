package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.OutputType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run of a {@link FakeCamb}, to be scripted: {@code camb.run(7).rateLimited(Duration.ofSeconds(2)).cutAfter(1000)}.
 *
 * <p>{@link #audio}, {@link #answers} and {@link #notFound} set what the run answers from now on; the last call counts.
 * The other methods script one incident each. Each incident happens once, to the first request that it applies to: a
 * request takes the first of the incidents left that applies to it. An incident that answers by itself leaves the next
 * of {@link #answers} for the next request. Later requests are answered normally. Thread-safe.
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
    private static final Set<Asked> BYTES = EnumSet.of(Asked.AUDIO, Asked.OBJECT);

    private final Supplier<Clock> clock;
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<Asked, Deque<FakeResponse>> scripts = new EnumMap<>(Asked.class);
    private List<Long> breaks = new ArrayList<>();
    private UnaryOperator<FakeResponse> everyAudio = UnaryOperator.identity();
    private Content audio;
    private String mediaType = "audio/flac";
    private Instant modified;

    FakeRun(Supplier<Clock> clock, Content audio, Instant modified) {
        this.clock = clock;
        this.audio = audio;
        this.modified = modified;
    }

    /**
     * A change to the responses to some requests.
     *
     * @param answer the response to send instead of the next one, which stays the next; absent if the next one is changed
     * @param applies which responses can be changed
     */
    private record Incident(
            Set<Asked> concerned,
            int times,
            Optional<FakeResponse> answer,
            Predicate<FakeResponse> applies,
            UnaryOperator<FakeResponse> change) {

        static Incident answering(Set<Asked> concerned, int times, FakeResponse answer) {
            return new Incident(concerned, times, Optional.of(answer), any -> true, any -> answer);
        }

        static Incident changing(
                Set<Asked> concerned, Predicate<FakeResponse> applies, UnaryOperator<FakeResponse> change) {
            return new Incident(concerned, 1, Optional.empty(), applies, change);
        }

        Incident once() {
            return new Incident(concerned, times - 1, answer, applies, change);
        }
    }

    /**
     * Sets the run's audio, from the API and from storage alike, instead of responses scripted before.
     *
     * @param bytes the audio; copied
     * @return this run
     */
    public FakeRun audio(byte[] bytes) {
        return audio(Content.of(bytes));
    }

    /**
     * Sets the run's audio, from the API and from storage alike, instead of responses scripted before.
     *
     * @param content the audio
     * @return this run
     */
    public FakeRun audio(Content content) {
        return audio(content, "audio/flac");
    }

    /**
     * Sets the run's audio, from the API and from storage alike, instead of responses scripted before.
     *
     * @param content the audio
     * @param type its media type, such as {@code audio/wav}
     * @return this run
     */
    public synchronized FakeRun audio(Content content, String type) {
        audio = requireNonNull(content, "content");
        mediaType = FakeResponse.checkedValue(type);
        scripts.clear();
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
        Deque<FakeResponse> shared = new ArrayDeque<>(Arrays.asList(Arguments.answers(answers)));
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
     * @param retryAfter the value of {@code Retry-After}: 0 s to 365 days; rounded up to whole seconds
     * @return this run
     * @throws IllegalArgumentException if it is not
     */
    public FakeRun rateLimited(Duration retryAfter) {
        return failing(1, FakeResponse.error(429).retryAfter(retryAfter));
    }

    /**
     * Makes the API answer 500 a number of times.
     *
     * @param times how often, not negative
     * @return this run
     * @throws IllegalArgumentException if it is negative
     */
    public FakeRun serverError(int times) {
        return failing(times, FakeResponse.error(500));
    }

    /**
     * Makes the API give an answer a number of times: {@code failing(2, FakeResponse.error(503))}.
     *
     * @param times how often, not negative
     * @param answer the answer, whatever is asked for
     * @return this run
     * @throws IllegalArgumentException if the number is negative
     */
    public FakeRun failing(int times, FakeResponse answer) {
        Arguments.count(times, "The number of errors");
        requireNonNull(answer, "answer");
        return times == 0 ? this : incident(Incident.answering(API, times, answer));
    }

    /**
     * Changes every response to a request for audio from now on, of the API and of storage, after scripts and incidents:
     * {@code everyAudio(answer -> answer.throttled(20_000))}.
     *
     * @param change makes the response that is sent of the one that would be
     * @return this run
     */
    public synchronized FakeRun everyAudio(UnaryOperator<FakeResponse> change) {
        everyAudio = requireNonNull(change, "change");
        return this;
    }

    /**
     * Closes the connection once while it sends audio, from the API or from storage. Responses without audio, such as
     * errors, are sent as they are.
     *
     * @param bytes how many bytes of the body are sent, as for {@link FakeResponse#cutAfter}
     * @return this run
     * @throws IllegalArgumentException if the number is negative
     */
    public FakeRun cutAfter(long bytes) {
        Arguments.count(bytes, "The number of bytes sent");
        return incident(Incident.changing(BYTES, FakeResponse::hasAudio, audioOf -> audioOf.cutAfter(bytes)));
    }

    /**
     * Delays one response, of the API or of storage, in addition to a delay of its own.
     *
     * @param wait the time before the response begins: 0 s to 365 days
     * @return this run
     * @throws IllegalArgumentException if it is not
     */
    public FakeRun delay(Duration wait) {
        Arguments.delay(wait);
        return incident(
                Incident.changing(EnumSet.allOf(Asked.class), any -> true, next -> next.paced(wait, Optional.empty())));
    }

    /**
     * Makes storage answer once that the link has expired.
     *
     * @return this run
     */
    public FakeRun expiredLink() {
        return incident(Incident.answering(EnumSet.of(Asked.OBJECT), 1, StorageResponses.expired()));
    }

    private synchronized FakeRun incident(Incident incident) {
        incidents.add(incident);
        return this;
    }

    /**
     * Scripts what the API answers to requests for one form, in this order; the last response is repeated.
     *
     * @param outputType the form requested
     * @param answers the responses
     * @return this run
     */
    public FakeRun answers(OutputType outputType, FakeResponse... answers) {
        return script(FakeCamb.asked(outputType), answers);
    }

    /**
     * Scripts what storage answers, in this order; the last response is repeated.
     *
     * @param answers the responses
     * @return this run
     */
    public FakeRun storageAnswers(FakeResponse... answers) {
        return script(Asked.OBJECT, answers);
    }

    synchronized FakeRun script(Asked asked, FakeResponse... answers) {
        scripts.put(asked, new ArrayDeque<>(Arrays.asList(Arguments.answers(answers))));
        return this;
    }

    /**
     * Resets connections that send the audio, one for each position, when the recording has been sent to there, whatever
     * part of it is sent.
     *
     * @param positions the positions in the recording, in bytes, ascending
     * @return this run
     */
    public synchronized FakeRun breakAt(long... positions) {
        long last = 0;
        for (long position : requireNonNull(positions, "positions")) {
            if (position < 1 || position < last) {
                throw new IllegalArgumentException(
                        "The positions are 1 or more, ascending, not " + Arrays.toString(positions) + ".");
            }
            last = position;
        }
        breaks = Arrays.stream(positions).boxed().collect(Collectors.toCollection(ArrayList::new));
        return this;
    }

    /** Resets a response that sends the audio from {@code from} on, at the first break left after that position. */
    synchronized FakeResponse breaking(long from, FakeResponse answer) {
        for (Iterator<Long> left = breaks.iterator(); left.hasNext(); ) {
            long position = left.next();
            if (position > from) {
                left.remove();
                return answer.resetAfter(position - from);
            }
        }
        return answer;
    }

    /** Returns the next response: that of an incident, or else the scripted one, or else that of the rules. */
    synchronized FakeResponse answerTo(Asked asked, Supplier<FakeResponse> rules) {
        @Nullable FakeResponse next = null;
        for (ListIterator<Incident> left = incidents.listIterator(); left.hasNext(); ) {
            Incident incident = left.next();
            if (!incident.concerned().contains(asked)) {
                continue;
            }
            if (incident.answer().isPresent()) {
                use(incident, left);
                return sent(asked, incident.answer().get());
            }
            next = next == null ? scripted(asked).orElseGet(rules) : next;
            if (incident.applies().test(next)) {
                use(incident, left);
                next = incident.change().apply(next);
                break;
            }
        }
        next = next == null ? scripted(asked).orElseGet(rules) : next;
        dropScripted(asked);
        return sent(asked, next);
    }

    private static void use(Incident incident, ListIterator<Incident> at) {
        if (incident.times() == 1) {
            at.remove();
        } else {
            at.set(incident.once());
        }
    }

    private FakeResponse sent(Asked asked, FakeResponse answer) {
        return BYTES.contains(asked) ? everyAudio.apply(answer) : answer;
    }

    private Optional<FakeResponse> scripted(Asked asked) {
        return Optional.ofNullable(
                scripts.getOrDefault(asked, new ArrayDeque<>()).peekFirst());
    }

    /** The last response is repeated. */
    private void dropScripted(Asked asked) {
        Deque<FakeResponse> answers = scripts.getOrDefault(asked, new ArrayDeque<>());
        if (answers.size() > 1) {
            answers.removeFirst();
        }
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
