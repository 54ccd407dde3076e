package io.github.cambtts.internal.recording;

/** The checksum of a frame header (RFC 9639, section 9.1.8): x^8 + x^2 + x + 1, beginning with 0. */
final class Crc8 {

    private static final int POLYNOMIAL = 0x107;

    private Crc8() {}

    /** Returns the checksum of the first bytes. A header is so short that a table would not pay. */
    static int of(byte[] bytes, int count) {
        int crc = 0;
        for (int i = 0; i < count; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc <<= 1;
                if (crc > 0xFF) {
                    crc ^= POLYNOMIAL;
                }
            }
        }
        return crc;
    }
}
