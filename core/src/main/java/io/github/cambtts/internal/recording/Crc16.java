package io.github.cambtts.internal.recording;

/**
 * The checksum of a frame (RFC 9639, section 9.3): x^16 + x^15 + x^2 + 1, beginning with 0. It is 0 again after a frame
 * with its checksum at the end.
 */
final class Crc16 {

    private static final int POLYNOMIAL = 0x18005;

    /** How many bytes are taken at once: in a row of this length, only two wait for the checksum of the row before. */
    static final int ROW_BYTES = 16;

    /** For each byte of a row, the last one first, what each of its values adds to the checksum after the row. */
    private static final char[] TABLES = tables();

    private Crc16() {}

    private static char[] tables() {
        char[] tables = new char[ROW_BYTES << Byte.SIZE];
        for (int value = 0; value < 1 << Byte.SIZE; value++) {
            int crc = value << Byte.SIZE;
            for (int following = 0; following < ROW_BYTES; following++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    crc <<= 1;
                    crc ^= (crc >>> 16) * POLYNOMIAL;
                }
                tables[(following << Byte.SIZE) | value] = (char) crc;
            }
        }
        return tables;
    }

    /** Extends a checksum by a byte. */
    static int extend(int crc, byte next) {
        return (crc << Byte.SIZE & 0xFF00) ^ TABLES[(crc >>> Byte.SIZE) ^ (next & 0xFF)];
    }

    /** Extends a checksum by a row, given as two numbers, the first byte highest. */
    static int extend(int crc, long first, long second) {
        return part(8, first ^ ((long) crc << 48)) ^ part(0, second);
    }

    private static int part(int following, long bytes) {
        return added(following + 7, bytes >>> 56)
                ^ added(following + 6, bytes >>> 48)
                ^ added(following + 5, bytes >>> 40)
                ^ added(following + 4, bytes >>> 32)
                ^ added(following + 3, bytes >>> 24)
                ^ added(following + 2, bytes >>> 16)
                ^ added(following + 1, bytes >>> 8)
                ^ added(following, bytes);
    }

    private static int added(int following, long value) {
        return TABLES[(following << Byte.SIZE) | ((int) value & 0xFF)];
    }
}
