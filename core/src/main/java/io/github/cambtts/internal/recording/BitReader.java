package io.github.cambtts.internal.recording;

import java.io.IOException;

/**
 * Goes through bits, the highest of each byte first. Past the end all bits are taken for zeros that never end. Every call
 * and every byte that is only zeros is a step of work; where there is no more work allowed, the end is reached.
 */
final class BitReader {

    private final byte[] bytes;
    private final Work work;
    private long end;
    private long position;

    /** Makes a reader of the bytes from one index to before another. */
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

    /** Reads zeros up to a one and that one too; returns how many bits that were. */
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

    /** Goes forward. */
    void skip(long bits) {
        position += bits;
    }

    /** Tells whether more was taken than there is. */
    boolean isPastEnd() {
        return position > end;
    }

    /** Tells whether all has been taken but what fills up the last byte. */
    boolean isInLastByte() {
        return !isPastEnd() && end - position < Byte.SIZE;
    }
}
