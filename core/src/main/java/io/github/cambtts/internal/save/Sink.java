package io.github.cambtts.internal.save;

import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import io.github.cambtts.internal.recording.Checkpoint;
import io.github.cambtts.internal.recording.Recording;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where a download goes. */
public interface Sink {

    /** Returns how many bytes are there. */
    long size();

    /** Writes all that remains in the buffer. */
    void append(ByteBuffer bytes) throws IOException;

    /** Tells whether the bytes from a position on, up to the end of what is there, are these. */
    boolean endsWith(ByteBuffer bytes, long position) throws IOException;

    /** Tells whether there is nothing yet, or what is there can be taken back. */
    boolean canRestart();

    /** Takes back all bytes. */
    void restart() throws IOException;

    /** Says how whole the recording is, unless the checkpoint ends the work on that. */
    Recording examine(Checkpoint checkpoint) throws IOException;

    /** Makes an exception of what the target threw. */
    TtsException failure(IOException e, Operation operation);
}
