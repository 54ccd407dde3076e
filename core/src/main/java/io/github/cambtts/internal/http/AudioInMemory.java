package io.github.cambtts.internal.http;

import io.github.cambtts.AudioSource;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import java.nio.ByteBuffer;

/** Audio that is in memory; it ends like audio that is received. */
public final class AudioInMemory implements AudioSource {

    private final RunId runId;
    private final ByteBuffer bytes;
    private volatile boolean atEnd;
    private volatile boolean ended;

    public AudioInMemory(RunId runId, byte[] audio) {
        this.runId = runId;
        this.bytes = ByteBuffer.wrap(audio);
    }

    @Override
    public int read(ByteBuffer target) throws TtsException {
        if (ended) {
            throw TtsException.of(ErrorKind.CANCELLED, runId, "Retrieving run " + runId + " was cancelled.");
        }
        atEnd = !bytes.hasRemaining();
        return atEnd ? -1 : Bytes.move(bytes, target);
    }

    @Override
    public void abort() {
        ended = !atEnd;
    }

    @Override
    public void close() {
        ended = true;
    }
}
