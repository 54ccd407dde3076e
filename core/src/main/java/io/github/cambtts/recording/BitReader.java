package io.github.cambtts.recording;

/** Goes through bits, the highest of each byte first. Past the end all bits are taken for zeros that never end. */
final class BitReader {

    private final byte[] bytes;
    private final long end;
    private long position;

    /** Makes a reader of the bytes from one index to before another. */
    BitReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = (long) from * Byte.SIZE;
        this.end = (long) to * Byte.SIZE;
    }

    /** Reads a number of a few bits. */
    int read(int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = (number << 1) | bit();
        }
        return number;
    }

    private int bit() {
        int bit = position < end ? (bytes[(int) (position >> 3)] >> (int) (~position & 7)) & 1 : 0;
        position++;
        return bit;
    }

    /** Reads zeros up to a one and that one too; returns how many bits that were. */
    long readUnary() {
        long start = position;
        while (position < end) {
            int ahead = (bytes[(int) (position >> 3)] << (int) (position & 7)) & 0xFF;
            if (ahead != 0) {
                position += Integer.numberOfLeadingZeros(ahead) - (Integer.SIZE - Byte.SIZE) + 1;
                return position - start;
            }
            position = (position | 7) + 1;
        }
        position = end + 1;
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
