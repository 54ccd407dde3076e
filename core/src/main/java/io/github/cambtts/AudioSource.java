package io.github.cambtts;

import java.nio.ByteBuffer;

/**
 * Where the bytes of an {@link AudioStream} come from: the network or, in a host's tests, any other source, such as one
 * that fails midway.
 *
 * <p>Read by one thread at a time; {@link #abort()} and {@link #close()} may come from any.
 */
public interface AudioSource extends AutoCloseable {

    /**
     * Reads the next bytes, blocking until there is at least one.
     *
     * @param target the buffer to put them into; has room for at least one byte
     * @return how many were read, at least 1; or -1 at the end
     * @throws TtsException if reading fails
     */
    int read(ByteBuffer target) throws TtsException;

    /** Drops the connection at once and wakes the thread that reads; does nothing once the end has been reached. */
    void abort();

    /** Releases the resources of this source. Idempotent. */
    @Override
    void close();
}
