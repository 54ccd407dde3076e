package io.github.cambtts.internal.save;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Operation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * A channel or stream of the host: what was written cannot be read again, so its end is kept in memory for resuming.
 */
public final class ChannelSink implements Sink {

    private static final int MAX_COPY_BYTES = CopyBuffer.BYTES;

    private final Target target;
    private final Tail tail = new Tail(Download.OVERLAP_BYTES);
    private long size;

    private ChannelSink(Target target) {
        this.target = target;
    }

    public static ChannelSink of(WritableByteChannel channel) {
        return new ChannelSink(channel::write);
    }

    /** Writes to the stream directly: a channel created from it would close it when the thread is interrupted. */
    public static ChannelSink of(OutputStream stream) {
        byte[] copy = new byte[MAX_COPY_BYTES];
        return new ChannelSink(bytes -> {
            int count = Math.min(bytes.remaining(), copy.length);
            bytes.get(copy, 0, count);
            stream.write(copy, 0, count);
            return count;
        });
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isReadAlong() {
        return true;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            ByteBuffer written = bytes.duplicate();
            int count = write(bytes);
            written.limit(written.position() + count);
            size += written.remaining();
            tail.append(written);
        }
    }

    private int write(ByteBuffer bytes) throws IOException {
        try {
            int count = target.write(bytes);
            if (count <= 0) {
                // A retry at once could repeat without end, and ignore every limit.
                throw new IOException("The target took no bytes. Give a channel in blocking mode.");
            }
            return count;
        } catch (RuntimeException | TtsException e) {
            // An exception of the library's own comes from the target here, and not from the call.
            throw new IOException("The target threw " + e.getClass().getName(), e);
        }
    }

    @Override
    public boolean endsWith(ByteBuffer bytes, long position) {
        byte[] kept = tail.bytes();
        long count = size - position;
        return count >= 0
                && count <= kept.length
                && ByteBuffer.wrap(kept, kept.length - (int) count, (int) count).equals(bytes);
    }

    @Override
    public boolean canRestart() {
        return size == 0;
    }

    @Override
    public void restart() {
        if (size > 0) {
            throw new IllegalStateException("What was written cannot be taken back.");
        }
    }

    @Override
    public TtsException failure(IOException e, Operation operation) {
        if (isInterrupted(e)) {
            return operation.failure(ErrorKind.CANCELLED, null);
        }
        return operation
                .call(0, null)
                .failure(
                        ErrorKind.FILE,
                        "Writing run " + operation.runId() + " failed after " + size
                                + " bytes: the target threw. See the cause.",
                        e);
    }

    /** Some streams, such as pipes, clear the interrupt flag and report the interrupt only by their exception. */
    private static boolean isInterrupted(IOException e) {
        if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread().isInterrupted();
    }

    /** Writes as {@link WritableByteChannel#write} does. */
    private interface Target {

        int write(ByteBuffer bytes) throws IOException;
    }
}
