package io.github.cambtts.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A complete FLAC file of noise: 16 bits, mono, 22,050 Hz, in frames of 2,048 verbatim samples (RFC 9639, sections 8,
 * 9 and 9.2.3). Each frame is generated when it is read.
 */
final class FlacNoise extends Content {

    private static final int BLOCK_SIZE = 2_048;
    private static final int SAMPLES_BYTES = 2 * BLOCK_SIZE;
    private static final int SAMPLE_RATE_HZ = 22_050;
    private static final int BITS_PER_SAMPLE = 16;

    private static final int METADATA_HEADER_BYTES = 4;
    private static final int STREAMINFO_BYTES = 34;
    private static final int PADDING_AT = 4 + METADATA_HEADER_BYTES + STREAMINFO_BYTES;
    private static final int MAX_PADDING_BYTES = (1 << 24) - 1;

    /** Sync code, block size 2,048, 22,050 Hz, mono, 16 bits (section 9.1). */
    private static final int FRAME_CODES = 0xFFF8B608;

    /** A frame whose number takes one byte: codes 4, number 1, CRC-8 1, subframe header 1, samples, CRC-16 2. */
    private static final int FRAME_BYTES = 4 + 1 + 1 + 1 + SAMPLES_BYTES + 2;

    private static final long MAX_FRAMES = 1 << 21;

    private static final int CRC8_POLYNOMIAL = 0x07;
    private static final int CRC16_POLYNOMIAL = 0x8005;
    private static final char[] CRC16 = crc16Table();

    private final long length;
    private final long frames;
    private final int framesAt;
    private final byte[] metadata;

    FlacNoise(long length) {
        this.length = length;
        this.frames = frameAt(length - PADDING_AT - METADATA_HEADER_BYTES);
        this.framesAt = Math.toIntExact(length - start(frames));
        int padding = framesAt - PADDING_AT - METADATA_HEADER_BYTES;
        if (padding < 0 || padding > MAX_PADDING_BYTES || frames > MAX_FRAMES) {
            throw new IllegalArgumentException("No FLAC file of this format has " + length + " bytes.");
        }
        this.metadata = metadata(padding);
    }

    private byte[] metadata(int padding) {
        ByteBuffer written = ByteBuffer.allocate(framesAt);
        written.put("fLaC".getBytes(StandardCharsets.US_ASCII));
        written.putInt(STREAMINFO_BYTES).putShort((short) BLOCK_SIZE).putShort((short) BLOCK_SIZE);
        // Frame sizes unknown.
        written.putShort((short) 0).putInt(0);
        written.putLong(((long) SAMPLE_RATE_HZ << 44) | ((long) (BITS_PER_SAMPLE - 1) << 36) | (frames * BLOCK_SIZE));
        // The last metadata block: padding.
        written.putInt(PADDING_AT, 0x81 << 24 | padding);
        return written.array();
    }

    /**
     * Returns where a frame begins, relative to the first one: larger frame numbers take more bytes (section 9.1.5).
     */
    private static long start(long frame) {
        return frame * FRAME_BYTES
                + Math.max(0, frame - (1 << 7))
                + Math.max(0, frame - (1 << 11))
                + Math.max(0, frame - (1 << 16));
    }

    /** Returns the frame that contains a position, which is relative to the beginning of the first frame. */
    private static long frameAt(long position) {
        long frame = Math.max(0, position / FRAME_BYTES);
        while (start(frame) > Math.max(0, position)) {
            frame--;
        }
        return frame;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    String definition() {
        return "flac " + length;
    }

    @Override
    void copyBytes(long position, byte[] target, int count) {
        int done = 0;
        while (done < count) {
            long at = position + done;
            long frame = frameAt(at - framesAt);
            byte[] part = at < framesAt ? metadata : frame(frame);
            int offset = (int) (at < framesAt ? at : at - framesAt - start(frame));
            int copied = Math.min(count - done, part.length - offset);
            System.arraycopy(part, offset, target, done, copied);
            done += copied;
        }
    }

    private byte[] frame(long number) {
        ByteBuffer frame = ByteBuffer.allocate((int) (start(number + 1) - start(number)));
        frame.putInt(FRAME_CODES);
        putCoded(number, frame);
        frame.put(crc8(frame.array(), frame.position()));
        // A verbatim subframe.
        frame.put((byte) (1 << 1));
        long seed = number * FRAME_BYTES;
        for (int i = 0; i < SAMPLES_BYTES; i++) {
            frame.put(noise(length, seed + i));
        }
        return frame.putShort(crc16(frame.array(), frame.position())).array();
    }

    private static void putCoded(long number, ByteBuffer frame) {
        if (number < 1 << 7) {
            frame.put((byte) number);
            return;
        }
        int following = number < 1 << 11 ? 1 : number < 1 << 16 ? 2 : 3;
        frame.put((byte) ((0xFF80 >> following) | (number >> (6 * following))));
        for (int i = following - 1; i >= 0; i--) {
            frame.put((byte) (0x80 | ((number >> (6 * i)) & 0x3F)));
        }
    }

    private static byte crc8(byte[] bytes, int count) {
        int crc = 0;
        for (int i = 0; i < count; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc << 1) ^ ((crc >> 7 & 1) * CRC8_POLYNOMIAL);
            }
        }
        return (byte) crc;
    }

    private static char[] crc16Table() {
        char[] table = new char[1 << Byte.SIZE];
        for (int i = 0; i < table.length; i++) {
            int crc = i << Byte.SIZE;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc << 1) ^ ((crc >> 15 & 1) * CRC16_POLYNOMIAL);
            }
            table[i] = (char) crc;
        }
        return table;
    }

    private static short crc16(byte[] bytes, int count) {
        int crc = 0;
        for (int i = 0; i < count; i++) {
            crc = (crc << Byte.SIZE) ^ CRC16[((crc >> Byte.SIZE) ^ bytes[i]) & 0xFF];
        }
        return (short) crc;
    }
}
