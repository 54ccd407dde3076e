package io.github.cambtts.internal.save;

import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Answer;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.RetryLoop;
import io.github.cambtts.internal.http.AudioBody;
import io.github.cambtts.internal.http.BrokenRecording;
import io.github.cambtts.internal.http.ContentRange;
import io.github.cambtts.internal.http.Exchange;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.recording.RecordingWalk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One save, over all its attempts: what has been received, and how to get the rest.
 *
 * <p>After the connection broke, the rest comes from storage, by {@code Range} (RFC 9110, section 14). It is appended
 * only if the bytes before the joint are the same in both parts, and either a strong ETag proves that both are of one
 * version (section 8.8.1) or the frames of a FLAC file continue across the joint. The received bytes are discarded only
 * if storage cannot deliver the rest and a whole response begins.
 */
final class Download implements RetryLoop.Attempt<RecordingCheck> {

    /** How many bytes before the joint are fetched again and compared, if there are as many. */
    static final int OVERLAP_BYTES = 64 * 1024;

    private final Call call;
    private final ResultEndpoint api;
    private final PresignedObject object;
    private final SaveOptions options;
    private final Sink sink;
    private final ProgressReports progress;
    private final @Nullable MessageDigest digest;

    /** Walks through the bytes as they are written, whatever response they come from. */
    private RecordingWalk walk = new RecordingWalk();

    private boolean resuming;
    private boolean isDamaged;
    private boolean isStuck;
    private boolean isReceiving;
    private OptionalLong total = OptionalLong.empty();
    private long resumedBytes;

    /** The last response that audio came from. */
    private Answer answer = Answer.NONE;

    private @Nullable Break lastBreak;

    /**
     * How an attempt broke after audio had come.
     *
     * @param recording what came, if it ended as HTTP announces and is not a whole recording
     */
    private record Break(TtsException failure, @Nullable RecordingCheck recording) {}

    Download(Call call, ResultEndpoint api, PresignedObject object, SaveOptions options, Sink sink) {
        this.call = call;
        this.api = api;
        this.object = object;
        this.options = options;
        this.sink = sink;
        this.progress = new ProgressReports(options.progress());
        this.digest = options.isSha256() ? Sha256.start() : null;
        this.resuming = options.isResuming();
    }

    /** Makes one attempt, from where the one before failed; returns the recording once all of it is in the sink. */
    @Override
    public RecordingCheck run() throws TtsException {
        isReceiving = false;
        try {
            if (!isWorthResuming() || !resume()) {
                start();
            }
            return verify();
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : sink.failure(e);
        }
    }

    @Override
    public boolean isRepeatable() {
        return !isStuck && ((resuming && !isDamaged) || canStartOver());
    }

    @Override
    public RecordingCheck settle(TtsException failure) throws TtsException {
        Break last = lastBreak;
        if (last == null || last.failure() != failure || last.recording() == null || !options.isKeepingDamaged()) {
            throw failure;
        }
        return last.recording();
    }

    /** Less than the overlap is fetched again instead of resumed, if it can be discarded; damaged bytes always are. */
    private boolean isWorthResuming() {
        return resuming && !isDamaged && (sink.canRestart() ? sink.size() > OVERLAP_BYTES : sink.size() > 0);
    }

    /** Tells whether a whole response could be used: bytes that cannot be discarded must be few enough to compare. */
    private boolean canStartOver() {
        return sink.canRestart() || sink.size() <= OVERLAP_BYTES;
    }

    private void start() throws IOException {
        if (!canStartOver()) {
            throw stuck();
        }
        progress.begin(Phase.CONNECTING, 0, OptionalLong.empty());
        boolean fromStorage = options.outputType() == OutputType.FILE_URL;
        Exchange exchange = fromStorage ? object.open(0) : api.audio();
        if (!receiveWhole(exchange, fromStorage)) {
            throw stuck();
        }
    }

    /** The kind of the error stays the same: the host may save again, but not to this sink. */
    private TtsException stuck() {
        isStuck = true;
        Break last = lastBreak;
        String fault = last == null || last.recording() == null
                ? "The connection broke after " + sink.size() + " bytes of run " + call.runId()
                : BrokenRecording.describe(last.recording(), call.runId());
        return call.failure(
                last == null ? ErrorKind.TRUNCATED : last.failure().kind(),
                fault + "; the download could not be resumed, and what was written cannot be taken back."
                        + " Try again from the beginning, or save to a file.",
                answer,
                null);
    }

    /** Appends the rest; false if it does not fit, or if storage cannot deliver it at all. */
    private boolean resume() throws IOException {
        progress.begin(Phase.RESUMING, sink.size(), total);
        long from = Math.max(0, sink.size() - OVERLAP_BYTES);
        try (Exchange exchange = object.open(from)) {
            boolean isWhole = exchange.status() == 200;
            if (isWhole ? canStartOver() && receiveWhole(exchange, true) : receiveRest(exchange, from)) {
                return true;
            }
        } catch (TtsException e) {
            if (isReceiving || !isPermanent(e)) {
                throw e;
            }
        }
        resuming = false;
        object.forgetVersion();
        return false;
    }

    /** After a temporary failure, such as a restart of storage, another attempt can continue from the same position. */
    private static boolean isPermanent(TtsException e) {
        return switch (e.kind()) {
            case CANCELLED, DEADLINE -> false;
            default -> !e.isRetryable();
        };
    }

    /** Receives the rest from storage; false if nothing proves that it continues the received bytes. */
    private boolean receiveRest(Exchange exchange, long from) throws IOException {
        ContentRange range = exchange.header("content-range")
                .flatMap(ContentRange::parse)
                .filter(sent -> sent.isRestFrom(from))
                .orElse(null);
        if (range == null || contradicts(range) || object.isOtherVersion(exchange)) {
            return false;
        }
        AudioBody.checkHeaders(exchange);
        boolean isSameVersion = object.isSameVersion(exchange);
        long toNextFrame = walk.bytesToNextFrame();
        if (!isSameVersion && toNextFrame == 0) {
            return false;
        }
        int overlap = (int) (sink.size() - from);
        long missing = range.last() + 1 - sink.size();
        int ahead = isSameVersion ? 0 : (int) Math.min(missing, toNextFrame);
        byte[] around = new byte[overlap + ahead];
        if (!fill(ByteBuffer.wrap(around), exchange::read)) {
            throw cut(exchange, range.last() + 1);
        }
        boolean fits = sink.endsWith(ByteBuffer.wrap(around, 0, overlap), from)
                && (isSameVersion || goesOn(ByteBuffer.wrap(around, overlap, ahead), ahead == missing));
        if (fits) {
            resumedBytes = from;
            total = range.total();
            object.keepVersion(exchange);
            call.resumed(sink.size());
            receive(ByteBuffer.wrap(around, overlap, ahead), exchange::read, exchange);
        }
        return fits;
    }

    /**
     * Tells whether the frames of a FLAC go on after the joint. If not, nothing is appended to what was written: the
     * walk begins anew with a whole response.
     */
    private boolean goesOn(ByteBuffer ahead, boolean isToEnd) {
        walk.update(ahead);
        return walk.provedBytes() >= sink.size() || (isToEnd && walk.finish().completeness() == Completeness.COMPLETE);
    }

    /** Tells whether a response is about an object of another length, or one shorter than what was received. */
    private boolean contradicts(ContentRange range) {
        return range.last() + 1 < sink.size() || (total.isPresent() && !total.equals(range.total()));
    }

    private boolean fill(ByteBuffer target, Reader body) throws TtsException {
        while (target.hasRemaining()) {
            int read = body.read(target);
            if (read < 0) {
                return false;
            }
            call.received(read);
            progress.advance(sink.size(), total);
        }
        return true;
    }

    /** Receives a response from its first byte on; false if it differs from received bytes that cannot be discarded. */
    private boolean receiveWhole(Exchange exchange, boolean fromStorage) throws IOException {
        try (AudioBody body = AudioBody.begin(exchange)) {
            if (sink.canRestart()) {
                restart();
            } else if (!repeatsWhatWasWritten(body)) {
                return false;
            }
            total = exchange.length();
            if (fromStorage) {
                object.keepVersion(exchange);
            } else {
                object.forgetVersion();
            }
            receive(ByteBuffer.allocate(0), body::read, exchange);
            return true;
        }
    }

    private void restart() throws IOException {
        sink.restart();
        walk = new RecordingWalk();
        isDamaged = false;
        resumedBytes = 0;
        if (digest != null) {
            digest.reset();
        }
    }

    private boolean repeatsWhatWasWritten(AudioBody body) throws IOException {
        ByteBuffer again = ByteBuffer.allocate((int) sink.size());
        if (!fill(again, body::read) || !sink.endsWith(again.flip(), 0)) {
            return false;
        }
        walk = new RecordingWalk();
        walk.update(again);
        return true;
    }

    private void receive(ByteBuffer first, Reader body, Exchange exchange) throws IOException {
        isReceiving = true;
        answer = exchange.answer();
        if (total.orElse(0) > call.settings().maxAudioBytes()) {
            throw AudioBody.tooLong(exchange);
        }
        progress.begin(Phase.DOWNLOADING, sink.size(), total);
        append(first, exchange);
        try (CopyBuffer loan = CopyBuffer.borrow()) {
            ByteBuffer buffer = loan.get();
            boolean more = true;
            while (more) {
                more = readPiece(buffer.clear(), body, exchange);
                append(buffer.flip(), exchange);
            }
        }
        if (total.isPresent() && sink.size() < total.getAsLong()) {
            throw cut(exchange, total.getAsLong());
        }
    }

    private boolean readPiece(ByteBuffer buffer, Reader body, Exchange exchange) throws IOException {
        try {
            do {
                int read = body.read(buffer);
                if (read < 0) {
                    return false;
                }
                call.received(read);
                progress.advance(sink.size() + buffer.position(), total);
            } while (buffer.hasRemaining() && !sink.isReadAlong());
            return true;
        } catch (TtsException e) {
            if (e.isRetryable()) {
                lastBreak = new Break(e, null);
                // Bytes received before the error are kept: the next attempt continues after them.
                append(buffer.flip(), exchange);
            }
            throw e;
        }
    }

    private void append(ByteBuffer bytes, Exchange exchange) throws IOException {
        call.check();
        if (sink.size() + bytes.remaining() > call.settings().maxAudioBytes()) {
            throw AudioBody.tooLong(exchange);
        }
        long surplus = total.isPresent() ? sink.size() + bytes.remaining() - total.getAsLong() : 0;
        if (surplus > 0) {
            bytes.limit(bytes.limit() - (int) surplus);
        }
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        // What lies after a joint has been walked through before it is known whether it fits.
        int walked = (int) Math.min(bytes.remaining(), walk.bytes() - sink.size());
        walk.update(bytes.slice(bytes.position() + walked, bytes.remaining() - walked));
        sink.append(bytes);
        if (surplus > 0) {
            throw cut(exchange, total.getAsLong());
        }
        if (walk.isDamaged() && !options.isKeepingDamaged()) {
            throw broken(walk.finish());
        }
    }

    /**
     * HTTP counts the bytes of one response; this is about the length of the whole object that any response has
     * announced.
     */
    private TtsException cut(Exchange exchange, long announced) {
        TtsException failure = exchange.failure(
                ErrorKind.TRUNCATED,
                "The response for run " + call.runId() + " did not end with byte " + announced
                        + " of the recording, as announced. Try again.");
        lastBreak = new Break(failure, null);
        return failure;
    }

    private RecordingCheck verify() throws TtsException {
        progress.begin(Phase.VERIFYING, sink.size(), total);
        RecordingCheck recording = walk.finish();
        if (BrokenRecording.isBroken(recording)) {
            throw broken(recording);
        }
        return recording;
    }

    private TtsException broken(RecordingCheck recording) {
        TtsException failure = call.failure(
                BrokenRecording.kind(recording),
                BrokenRecording.describe(recording, call.runId()) + ". Try again.",
                answer,
                null);
        lastBreak = new Break(failure, recording);
        isDamaged = recording.completeness() == Completeness.DAMAGED;
        // If all announced bytes were received, the object itself is cut short: there is no rest to fetch.
        resuming = resuming && (isDamaged || total.isEmpty());
        return failure;
    }

    SavedAudio receipt(RecordingCheck recording, Optional<Path> path) {
        return new SavedAudio(
                call.runId(),
                path,
                recording,
                call.attempts(),
                call.audioBytes(),
                resumedBytes,
                Optional.ofNullable(answer.requestId()),
                Optional.ofNullable(digest).map(Sha256::hex));
    }

    /** Reads as {@link Exchange#read} does. */
    private interface Reader {

        int read(ByteBuffer target) throws TtsException;
    }
}
