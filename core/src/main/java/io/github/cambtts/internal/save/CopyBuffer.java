package io.github.cambtts.internal.save;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A borrowed direct buffer: the bytes go from the transport into it and from it to the file, without another copy.
 *
 * <p>A few are kept, because allocating one costs as much as saving a small file.
 */
final class CopyBuffer implements AutoCloseable {

    /** Large enough that the cost of system calls does not matter, small enough to stay in a core's cache. */
    static final int BYTES = 64 * 1024;

    private static final int MAX_KEPT = 16;
    private static final BlockingQueue<ByteBuffer> KEPT = new ArrayBlockingQueue<>(MAX_KEPT);

    private final ByteBuffer buffer;

    private CopyBuffer(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    static CopyBuffer borrow() {
        ByteBuffer kept = KEPT.poll();
        return new CopyBuffer(kept == null ? ByteBuffer.allocateDirect(BYTES) : kept.clear());
    }

    ByteBuffer get() {
        return buffer;
    }

    /** Gives the buffer back; it is dropped if enough are kept. */
    @Override
    public void close() {
        if (!KEPT.offer(buffer)) {
            buffer.clear();
        }
    }
}
