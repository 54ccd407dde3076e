package io.github.cambtts.internal.http;

import java.nio.ByteBuffer;

/** Moves bytes between buffers. */
public final class Bytes {

    private Bytes() {}

    /** Moves as many bytes as there are and as there is room for; returns how many. */
    public static int move(ByteBuffer from, ByteBuffer to) {
        int count = Math.min(from.remaining(), to.remaining());
        to.put(from.slice(from.position(), count));
        from.position(from.position() + count);
        return count;
    }
}
