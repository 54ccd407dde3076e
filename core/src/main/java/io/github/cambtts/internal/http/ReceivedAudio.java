package io.github.cambtts.internal.http;

import io.github.cambtts.AudioStream;
import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.recording.RecordingWalk;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The stream that a host holds, and with it the end of its call: the bytes are counted, the stream ends only where the
 * recording ends, and it does not go on once the recording is proved to be damaged.
 */
public final class ReceivedAudio extends AudioStream {

    private final AudioBody body;
    private final Call call;
    private final RecordingWalk walk = new RecordingWalk();
    private volatile Optional<Completeness> completeness = Optional.empty();

    /** Set at the end of a recording that is proved not to be whole. */
    private volatile @Nullable TtsException broken;

    private ReceivedAudio(AudioBody body, Exchange exchange, Call call) {
        super(call.runId(), body.format().mediaType(), exchange.length(), exchange.requestId());
        this.body = body;
        this.call = call;
    }

    /** Hands a body out; from then on the stream's owner ends the call. */
    public static AudioStream handOut(AudioBody body) {
        Exchange exchange = body.exchange();
        ReceivedAudio stream = new ReceivedAudio(body, exchange, exchange.call());
        exchange.call().handOver(stream);
        return stream;
    }

    @Override
    protected int receive(ByteBuffer target) throws TtsException {
        int from = target.position();
        int read = readCounted(target);
        if (read > 0) {
            walk.update(target.duplicate().flip().position(from));
        }
        boolean isOver = read < 0 || walk.isDamaged();
        if (isOver || isWhole()) {
            judge();
        }
        if (isOver) {
            call.reportFinished(verdict());
            TtsException failure = broken;
            if (failure != null) {
                abort();
                throw failure;
            }
        }
        return read;
    }

    private int readCounted(ByteBuffer target) throws TtsException {
        try {
            int read = body.read(target);
            call.received(Math.max(0, read));
            if (call.audioBytes() > call.settings().maxAudioBytes()) {
                TtsException tooLong = AudioBody.tooLong(body.exchange());
                call.reportFinished(tooLong.kind());
                abort();
                throw tooLong;
            }
            return read;
        } catch (TtsException e) {
            call.reportFinished(e.kind());
            throw e;
        }
    }

    private void judge() {
        if (completeness.isEmpty()) {
            RecordingCheck recording = walk.finish();
            if (BrokenRecording.isBroken(recording)) {
                broken = call.failure(
                        BrokenRecording.kind(recording),
                        BrokenRecording.describe(recording, runId()) + ". Try again.",
                        body.exchange().answer(),
                        null);
            }
            completeness = Optional.of(recording.completeness());
        }
    }

    /** Returns how the call ends if nothing else happens. */
    private @Nullable ErrorKind verdict() {
        TtsException failure = broken;
        return failure == null ? null : failure.kind();
    }

    /** Tells whether all announced bytes have come: a caller that has them has the audio, even without reading EOF. */
    private boolean isWhole() {
        return length().equals(OptionalLong.of(call.audioBytes()));
    }

    @Override
    public Optional<Completeness> completeness() {
        return completeness;
    }

    @Override
    public void abort() {
        body.abort();
    }

    @Override
    public void close() {
        body.close();
        call.finish(isWhole() ? verdict() : ErrorKind.CANCELLED);
    }
}
