package io.github.cambtts;

import java.nio.ByteBuffer;

/**
 * Where the bytes of an {@link AudioStream} come from: the network, or in a host's tests whatever the test needs, such as
 * audio that breaks midway.
 *
 * <p>Read by one thread at a time; {@link #abort()} and {@link #close()} may come from any.
 */
public interface AudioSource extends AutoCloseable {

    /**
     * Reads the next bytes, blocking until there is at least one.
     *
     * @param target where to put them; has room for at least one byte
     * @return how many were read, at least 1; or -1 at the end
     * @throws TtsException if the audio cannot be read on
     */
    int read(ByteBuffer target) throws TtsException;

    /** Drops the connection at once and wakes the thread that reads; nothing happens if the end was reached. */
    void abort();

    /** Releases what the bytes come from. Idempotent. */
    @Override
    void close();
}
