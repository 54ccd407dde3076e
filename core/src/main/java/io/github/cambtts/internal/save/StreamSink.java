package io.github.cambtts.internal.save;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;

/**
 * A stream of the host: what was written cannot be read again, so its end is kept in memory for resuming.
 */
final class StreamSink implements Sink {

    private final Call call;
    private final OutputStream stream;
    private final byte[] copy = new byte[CopyBuffer.BYTES];
    private final Tail tail = new Tail(Download.OVERLAP_BYTES);
    private long size;

    StreamSink(Call call, OutputStream stream) {
        this.call = call;
        this.stream = stream;
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
            call.check();
            int count = Math.min(bytes.remaining(), copy.length);
            bytes.get(copy, 0, count);
            write(count);
            size += count;
            tail.append(ByteBuffer.wrap(copy, 0, count));
        }
    }

    /** Writes to the stream directly: a channel created from it would close it when the thread is interrupted. */
    private void write(int count) throws IOException {
        try {
            stream.write(copy, 0, count);
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
    public TtsException failure(IOException e) {
        if (isInterrupted(e)) {
            return call.ended(ErrorKind.CANCELLED, null);
        }
        return call.failure(
                ErrorKind.FILE,
                "Writing run " + call.runId() + " failed after " + size + " bytes: the target threw. See the cause.",
                e);
    }

    /** Some streams, such as pipes, clear the interrupt flag and report the interrupt only by their exception. */
    private static boolean isInterrupted(IOException e) {
        if (e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException)) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread().isInterrupted();
    }
}
