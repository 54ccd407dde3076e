package io.github.cambtts.internal.recording;

/**
 * The checksum of a frame (RFC 9639, section 9.3), x^16 + x^15 + x^2 + 1 beginning with 0, computed from the frame's
 * end.
 *
 * <p>A frame with its checksum at the end is a multiple of that polynomial, and a polynomial divides another exactly if
 * the one with its coefficients reversed divides the other with its reversed. So one pass backwards, dividing by x^16 +
 * x^14 + x + 1, knows at every byte whether an intact frame could begin there; a forward pass would have to start again
 * at every byte.
 */
final class BackwardCrc16 {

    /** The reversed polynomial without its highest term, the lowest term in the highest bit. */
    private static final int POLYNOMIAL = 0xC002;

    private static final char[] TABLE = table();

    private BackwardCrc16() {}

    private static char[] table() {
        char[] table = new char[1 << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            int crc = i;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ POLYNOMIAL;
            }
            table[i] = (char) crc;
        }
        return table;
    }

    /**
     * Extends the checksum backwards by one byte. It is 0 at the end, and 0 again wherever the bytes from there to the
     * end finish with their correct checksum.
     */
    static int before(int crc, byte previous) {
        return (crc >>> Byte.SIZE) ^ TABLE[(crc ^ previous) & 0xFF];
    }
}
