package io.github.cambtts.internal.recording;

import java.io.IOException;

/**
 * Reads bits, the highest of each byte first. Past the end, all bits are zeros. Every call, and every byte of zeros, is
 * a step of work; when no more work is allowed, the end is reached.
 */
final class BitReader {

    private final byte[] bytes;
    private final Work work;
    private long end;
    private long position;

    /** Creates a reader of the bytes from one index, inclusive, to another, exclusive. */
    BitReader(byte[] bytes, int from, int to, Work work) {
        this.bytes = bytes;
        this.work = work;
        this.position = (long) from * Byte.SIZE;
        this.end = (long) to * Byte.SIZE;
    }

    /** Reads a number of a few bits. */
    int read(int bits) throws IOException {
        step();
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = (number << 1) | bit();
        }
        return number;
    }

    private void step() throws IOException {
        if (!work.spend(1)) {
            end = -1;
        }
    }

    private int bit() {
        int bit = position < end ? (bytes[(int) (position >> 3)] >> (int) (~position & 7)) & 1 : 0;
        position++;
        return bit;
    }

    /** Reads zeros up to and including the next one; returns how many bits were read. */
    long readUnary() throws IOException {
        long start = position;
        step();
        while (position < end) {
            int ahead = (bytes[(int) (position >> 3)] << (int) (position & 7)) & 0xFF;
            if (ahead != 0) {
                position += Integer.numberOfLeadingZeros(ahead) - (Integer.SIZE - Byte.SIZE) + 1;
                return position - start;
            }
            position = (position | 7) + 1;
            step();
        }
        position = Math.max(position, end + 1);
        return position - start;
    }

    /** Skips bits. */
    void skip(long bits) {
        position += bits;
    }

    /** Tells whether more bits were read than there are. */
    boolean isPastEnd() {
        return position > end;
    }

    /** Tells whether only the padding of the last byte is left. */
    boolean isInLastByte() {
        return !isPastEnd() && end - position < Byte.SIZE;
    }
}
