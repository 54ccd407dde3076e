package io.github.cambtts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A stream that a host made for its tests; it is ended like one that is received. */
final class GivenAudio extends AudioStream {

    private final InputStream bytes;
    private volatile boolean atEnd;
    private volatile boolean ended;

    GivenAudio(RunId runId, String mediaType, OptionalLong length, Optional<String> requestId, InputStream bytes) {
        super(runId, mediaType, length, requestId);
        this.bytes = bytes;
    }

    @Override
    protected int receive(ByteBuffer target) throws TtsException {
        checkNotEnded();
        byte[] piece = new byte[Math.min(target.remaining(), 8192)];
        int read;
        try {
            read = bytes.read(piece);
        } catch (TtsException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            checkNotEnded();
            throw failure(ErrorKind.RESET, "failed because the connection broke. Try again", e);
        }
        checkNotEnded();
        atEnd = read < 0;
        target.put(piece, 0, Math.max(0, read));
        return read;
    }

    private void checkNotEnded() throws TtsException {
        if (ended) {
            throw failure(ErrorKind.CANCELLED, "was cancelled", null);
        }
    }

    private TtsException failure(ErrorKind kind, String what, @Nullable Throwable cause) {
        TtsException.Builder failure =
                TtsException.builder(kind, runId()).message("Retrieving run " + runId() + " " + what + ".");
        return (cause == null ? failure : failure.cause(cause)).build();
    }

    @Override
    public Optional<Completeness> completeness() {
        return Optional.empty();
    }

    @Override
    public void abort() {
        if (!atEnd) {
            close();
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            bytes.close();
        } catch (IOException | RuntimeException e) {
            // Ending a stream of the library never throws.
        }
    }
}
