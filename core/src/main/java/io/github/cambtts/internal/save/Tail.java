package io.github.cambtts.internal.save;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The last bytes of a stream: a ring buffer that takes no memory before the first byte. */
final class Tail {

    private final int capacity;
    private byte[] ring = {};
    private long count;

    Tail(int capacity) {
        this.capacity = capacity;
    }

    /** Appends all that remains in the buffer. */
    void append(ByteBuffer bytes) {
        int surplus = Math.max(0, bytes.remaining() - capacity);
        bytes.position(bytes.position() + surplus);
        if (bytes.hasRemaining() && ring.length < capacity) {
            ring = new byte[capacity];
        }
        count += surplus;
        while (bytes.hasRemaining()) {
            int at = (int) (count % capacity);
            int chunk = Math.min(bytes.remaining(), capacity - at);
            bytes.get(ring, at, chunk);
            count += chunk;
        }
    }

    /** Returns a copy of the last bytes, oldest first: as many as the capacity, fewer if fewer were appended. */
    byte[] bytes() {
        byte[] bytes = Arrays.copyOf(ring, (int) Math.min(count, capacity));
        if (count > capacity && capacity > 0) {
            int oldest = (int) (count % capacity);
            System.arraycopy(ring, oldest, bytes, 0, capacity - oldest);
            System.arraycopy(ring, 0, bytes, capacity - oldest, oldest);
        }
        return bytes;
    }
}
