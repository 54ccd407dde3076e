package io.github.cambtts.internal.http;

import io.github.cambtts.AudioSource;
import io.github.cambtts.CallSubject;
import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.CallReport;
import io.github.cambtts.internal.recording.RecordingWalk;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a stream end only where the recording ends, and not go on once the recording is proved to be damaged. */
public final class VerifiedSource implements AudioSource {

    private final Origin origin;
    private final RecordingWalk walk = new RecordingWalk();
    private Optional<Completeness> completeness = Optional.empty();
    private @Nullable TtsException failure;

    VerifiedSource(Origin origin) {
        this.origin = origin;
    }

    @Override
    public int read(ByteBuffer target) throws TtsException {
        int from = target.position();
        int read = origin.read(target);
        if (read > 0) {
            walk.update(target.duplicate().flip().position(from));
        }
        boolean isOver = read < 0 || walk.isDamaged();
        if (isOver || origin.isWhole()) {
            judge();
        }
        if (isOver) {
            origin.ended();
            if (failure != null) {
                origin.abort();
                throw failure;
            }
        }
        return read;
    }

    private void judge() {
        if (completeness.isEmpty()) {
            RecordingCheck recording = walk.finish();
            completeness = Optional.of(recording.completeness());
            failure = isBroken(recording) ? failure(recording, origin.call()) : null;
            origin.verified(failure == null ? null : failure.kind());
        }
    }

    /** Tells whether a recording is proved not to be whole. */
    public static boolean isBroken(RecordingCheck recording) {
        return recording.completeness() == Completeness.TRUNCATED || recording.completeness() == Completeness.DAMAGED;
    }

    /** Creates the exception about a recording that is proved not to be whole. */
    public static TtsException failure(RecordingCheck recording, CallReport call) {
        boolean isCut = recording.completeness() == Completeness.TRUNCATED;
        return call.failure(
                isCut ? ErrorKind.TRUNCATED : ErrorKind.DAMAGED,
                describe(recording, call.subject()) + ". Try again.",
                null);
    }

    /** Returns what is wrong with a recording that is proved not to be whole, as a sentence without its full stop. */
    public static String describe(RecordingCheck recording, CallSubject subject) {
        boolean isCut = recording.completeness() == Completeness.TRUNCATED;
        return "The recording of " + subject.label() + (isCut ? " is cut short: " : " is damaged: ")
                + recording.reason();
    }

    /**
     * Returns what the recording proves.
     *
     * @return absent before the end
     */
    public Optional<Completeness> completeness() {
        return completeness;
    }

    @Override
    public void abort() {
        origin.abort();
    }

    @Override
    public void close() {
        origin.close();
    }

    /** Where the bytes come from, and who is told what they prove. */
    interface Origin extends AudioSource {

        /** Returns what an exception contains about the call that the bytes come from. */
        CallReport call();

        /** Tells whether all announced bytes have come, even if the end has not been read. */
        boolean isWhole();

        /** Receives how the call ends if nothing else happens: null if the recording is not proved to be broken. */
        void verified(@Nullable ErrorKind verdict);

        /** The bytes have ended, or no more are wanted: now the call ends with the verdict. */
        void ended();
    }
}
