package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file in memory with a long hole of zeros, which counts what is read of it and hands it out in short pieces. */
class BytesChannel implements SeekableByteChannel {

    private static final int MAX_BYTES_AT_ONCE = 1000;

    private final byte[] beforeHole;
    private final long holeBytes;
    private final byte[] afterHole;
    private long position;
    private long readBytes;

    BytesChannel(byte[] beforeHole, long holeBytes, byte[] afterHole) {
        this.beforeHole = beforeHole;
        this.holeBytes = holeBytes;
        this.afterHole = afterHole;
    }

    static BytesChannel of(byte[] bytes) {
        return new BytesChannel(bytes, 0, new byte[0]);
    }

    long readBytes() {
        return readBytes;
    }

    @Override
    public int read(ByteBuffer target) {
        if (position >= size()) {
            return -1;
        }
        int count = (int) Math.min(Math.min(target.remaining(), MAX_BYTES_AT_ONCE), size() - position);
        for (int i = 0; i < count; i++) {
            target.put(byteAt(position++));
        }
        readBytes += count;
        return count;
    }

    private byte byteAt(long at) {
        if (at < beforeHole.length) {
            return beforeHole[(int) at];
        }
        long afterAt = at - beforeHole.length - holeBytes;
        return afterAt < 0 ? 0 : afterHole[(int) afterAt];
    }

    @Override
    public long size() {
        return beforeHole.length + holeBytes + afterHole.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
