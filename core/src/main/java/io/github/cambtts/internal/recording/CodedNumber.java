package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** The number of a frame or of its first sample: UTF-8's scheme, extended to 36 bits (RFC 9639, section 9.1.5). */
final class CodedNumber {

    private static final int MAX_BYTES = 7;

    private CodedNumber() {}

    /** Reads a number, absent if it is not coded by the scheme. */
    static OptionalLong read(ByteBuffer bytes) {
        byte first = bytes.get();
        int leadingOnes = Integer.numberOfLeadingZeros(~(first << 24));
        if (leadingOnes == 1 || leadingOnes > MAX_BYTES) {
            return OptionalLong.empty();
        }
        long number = first & (0x7F >>> leadingOnes);
        for (int i = 1; i < leadingOnes; i++) {
            byte next = bytes.get();
            if ((next & 0xC0) != 0x80) {
                return OptionalLong.empty();
            }
            number = (number << 6) | (next & 0x3F);
        }
        return OptionalLong.of(number);
    }
}
