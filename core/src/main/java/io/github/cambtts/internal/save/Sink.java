package io.github.cambtts.internal.save;

import io.github.cambtts.TtsException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The target of a download. */
public interface Sink {

    /** Returns how many bytes have been written. */
    long size();

    /** Tells whether someone may use the bytes while they arrive, so that none wait for more to be written together. */
    boolean isReadAlong();

    /** Writes all that remains in the buffer. */
    void append(ByteBuffer bytes) throws IOException;

    /** Tells whether the written bytes from a position to their end are equal to these. */
    boolean endsWith(ByteBuffer bytes, long position) throws IOException;

    /** Tells whether nothing has been written, or what was written can be discarded. */
    boolean canRestart();

    /** Discards all written bytes. */
    void restart() throws IOException;

    /** Converts what the target threw to the exception for the host. */
    TtsException failure(IOException e);
}
