package io.github.cambtts;

import io.github.cambtts.recording.Checkpoint;
import io.github.cambtts.recording.Recording;
import io.github.cambtts.recording.RecordingWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A channel or stream of the host's: what was written is gone, so its end is kept in memory for resuming. */
final class ChannelSink implements Sink {

    private final WritableByteChannel target;
    private final RecordingWindow window = new RecordingWindow();
    private final byte[] tail = new byte[Download.OVERLAP_BYTES];
    private long size;

    ChannelSink(WritableByteChannel target) {
        this.target = target;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            ByteBuffer written = bytes.duplicate();
            int count = target.write(bytes);
            written.limit(written.position() + count);
            window.update(written.duplicate());
            keep(written);
        }
    }

    private void keep(ByteBuffer written) {
        while (written.hasRemaining()) {
            int at = (int) (size % tail.length);
            int count = Math.min(written.remaining(), tail.length - at);
            written.get(tail, at, count);
            size += count;
        }
    }

    @Override
    public boolean endsWith(ByteBuffer bytes, long position) {
        if (position < 0 || size - position > tail.length || bytes.remaining() != size - position) {
            return false;
        }
        for (int i = 0; bytes.hasRemaining(); i++) {
            if (bytes.get() != tail[(int) ((position + i) % tail.length)]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean restart() {
        return size == 0;
    }

    @Override
    public Recording examine(Checkpoint checkpoint) throws IOException {
        return window.finish(checkpoint);
    }

    @Override
    public TtsException failure(IOException e, Operation operation) {
        return TtsException.of(
                ErrorKind.FILE,
                "Writing run " + operation.runId() + " failed after " + size
                        + " bytes: the target threw. See the cause.",
                operation.call(0, null),
                e);
    }
}
