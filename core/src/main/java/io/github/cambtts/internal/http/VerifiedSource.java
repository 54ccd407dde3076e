package io.github.cambtts.internal.http;

import io.github.cambtts.AudioSource;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio.Completeness;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.CallReport;
import io.github.cambtts.internal.recording.Recording;
import io.github.cambtts.internal.recording.RecordingWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets a stream end only where the recording ends; a read fails otherwise. */
public final class VerifiedSource implements AudioSource {

    private final AudioSource source;
    private final RunId runId;
    private final RecordingWindow window = new RecordingWindow();
    private Optional<Completeness> completeness = Optional.empty();
    private volatile boolean ended;

    private VerifiedSource(AudioSource source, RunId runId) {
        this.source = source;
        this.runId = runId;
    }

    public static VerifiedSource over(AudioSource source, RunId runId) {
        if (source instanceof ReceivedAudio received) {
            received.deferOutcome();
        }
        return new VerifiedSource(source, runId);
    }

    @Override
    public int read(ByteBuffer target) throws TtsException {
        int from = target.position();
        int read = source.read(target);
        if (read > 0) {
            window.update(target.duplicate().flip().position(from));
        } else if (completeness.isEmpty()) {
            completeness = Optional.of(proof());
        }
        return read;
    }

    private Completeness proof() throws TtsException {
        try {
            Completeness proof = verdict(examined());
            report(null);
            return proof;
        } catch (TtsException e) {
            report(e.kind());
            throw e;
        }
    }

    private void report(@Nullable ErrorKind failure) {
        if (source instanceof ReceivedAudio received) {
            received.reportOutcome(failure);
        }
    }

    private Recording examined() throws TtsException {
        try {
            return window.finish(this::check);
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : cancelled();
        }
    }

    private void check() throws TtsException {
        if (ended || Thread.currentThread().isInterrupted()) {
            throw cancelled();
        }
    }

    private TtsException cancelled() {
        return call().failure(ErrorKind.CANCELLED, "Retrieving run " + call().runId() + " was cancelled.", null);
    }

    private Completeness verdict(Recording recording) throws TtsException {
        return switch (recording.verdict()) {
            case COMPLETE -> Completeness.COMPLETE;
            case UNKNOWN -> Completeness.UNKNOWN;
            case TRUNCATED -> throw cutShort(recording, call());
        };
    }

    public static TtsException cutShort(Recording recording, CallReport call) {
        return call.failure(
                ErrorKind.TRUNCATED,
                "The recording of run " + call.runId() + " is cut short: " + recording.reason() + ". Try again.",
                null);
    }

    public Optional<Completeness> completeness() {
        return completeness;
    }

    private CallReport call() {
        return source instanceof ReceivedAudio received ? received.call() : new CallReport(runId, 1, 0, null);
    }

    @Override
    public void abort() {
        ended = true;
        source.abort();
    }

    @Override
    public void close() {
        ended = true;
        source.close();
    }
}
