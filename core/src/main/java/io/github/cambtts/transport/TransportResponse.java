package io.github.cambtts.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A response as it was received: status, headers, and a body that is received while it is read.
 *
 * <p>Used by one thread at a time.
 */
public interface TransportResponse extends Closeable {

    /**
     * Returns the status code.
     *
     * @return the status code, of three digits
     */
    int status();

    /**
     * Returns all values of a header, in the order received.
     *
     * @param name the header's name, in any case
     * @return the values, empty if the header is absent
     */
    List<String> headers(String name);

    /**
     * Reads the next bytes of the body into a buffer, blocking until there is at least one.
     *
     * <p>The bytes are those on the wire after the framing of the protocol is removed: no content coding is decoded. An
     * end that comes before the framing says so is an error, not an end.
     *
     * @param target the buffer to put them into; has room for at least one byte; heap or direct
     * @return how many were read, at least 1; or -1 at the end of the body, and at each read after it
     * @throws IOException if the body breaks off or the exchange was aborted
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Releases the exchange: its connection is reused if the body was read to its end, and dropped otherwise. Does not
     * read the rest of the body. Idempotent.
     */
    @Override
    void close();
}
