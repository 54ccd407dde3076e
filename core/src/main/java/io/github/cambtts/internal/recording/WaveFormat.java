package io.github.cambtts.internal.recording;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * The {@code fmt} chunk of a WAV file, with the extension that {@code WAVE_FORMAT_EXTENSIBLE} brings.
 *
 * @param code how samples are coded; in an extensible chunk, the code of its sub-format
 * @param channels how many channels, at least 1
 * @param sampleRateHz samples per second, at least 1
 * @param blockBytes how many bytes one sample takes in all channels
 * @param bitsPerSample how many bits of a sample are used
 */
record WaveFormat(int code, int channels, int sampleRateHz, int blockBytes, int bitsPerSample) {

    static final int MIN_BYTES = 16;
    static final int EXTENSIBLE_BYTES = 40;

    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int EXTENSIBLE = 0xFFFE;

    private static final int VALID_BITS_AT = 18;
    private static final int SUB_FORMAT_AT = 24;

    /** Reads the chunk's content from a little-endian buffer with {@value #MIN_BYTES} bytes or more. */
    static WaveFormat parse(ByteBuffer chunk) {
        int at = chunk.position();
        int code = unsigned(chunk, at);
        int bits = unsigned(chunk, at + 14);
        if (code == EXTENSIBLE && chunk.remaining() >= EXTENSIBLE_BYTES) {
            code = unsigned(chunk, at + SUB_FORMAT_AT);
            int validBits = unsigned(chunk, at + VALID_BITS_AT);
            bits = validBits > 0 ? validBits : bits;
        }
        return new WaveFormat(code, unsigned(chunk, at + 2), chunk.getInt(at + 4), unsigned(chunk, at + 12), bits);
    }

    private static int unsigned(ByteBuffer chunk, int at) {
        return chunk.getShort(at) & 0xFFFF;
    }

    /** Tells whether the values are valid. A rate of 2 GHz or more is not. */
    boolean isValid() {
        return channels > 0 && sampleRateHz > 0 && blockBytes > 0;
    }

    /** Tells whether each sample takes the same number of bytes. */
    boolean isUncompressed() {
        return code == PCM || code == IEEE_FLOAT || code == A_LAW || code == MU_LAW;
    }

    /** Returns how many samples of one channel a number of bytes holds, absent if that depends on the samples. */
    OptionalLong samples(long audioBytes) {
        return isUncompressed() ? OptionalLong.of(audioBytes / blockBytes) : OptionalLong.empty();
    }
}
