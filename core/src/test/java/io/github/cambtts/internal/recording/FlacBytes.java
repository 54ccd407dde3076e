package io.github.cambtts.internal.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Writes FLAC files of one channel by hand. Checksums are computed bit by bit, by the definition and not by the code
 * under test.
 */
final class FlacBytes {

    private static final int LAST = 0x80;

    private final StreamInfo info;
    private final Random noise = new Random(42);
    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
    private int lastBlockAt;

    private FlacBytes(StreamInfo info) {
        this.info = info;
    }

    /** Mono, 16 bits, 44.1 kHz, fixed blocks. */
    static StreamInfo info(int blockSize, long totalSamples) {
        return new StreamInfo(blockSize, blockSize, 0, 44_100, 1, 16, totalSamples);
    }

    static FlacBytes of(StreamInfo info) {
        return new FlacBytes(info).block(0, streamInfo(info));
    }

    /** Fixed blocks of 16 samples, of which the header announces as many as given. */
    static FlacBytes announcing(long totalSamples) {
        return of(info(16, totalSamples));
    }

    static byte[] streamInfo(StreamInfo info) {
        long sound = ((long) info.sampleRateHz() << 44)
                | ((long) (info.channels() - 1) << 41)
                | ((long) (info.bitsPerSample() - 1) << 36)
                | info.totalSamples();
        return ByteBuffer.allocate(StreamInfo.BYTES)
                .putShort((short) info.minBlockSize())
                .putShort((short) info.maxBlockSize())
                .putShort((short) 0)
                .putInt(info.maxFrameBytes())
                .putLong(sound)
                .array();
    }

    FlacBytes block(int type, byte[] content) {
        lastBlockAt = 4 + blocks.size();
        blocks.writeBytes(
                ByteBuffer.allocate(4).putInt((type << 24) | content.length).array());
        blocks.writeBytes(content);
        return this;
    }

    /** Appends fixed-size frames with the numbers from 0 on, of which the last one may be shorter. */
    FlacBytes frames(int count, int lastBlockSize) {
        for (int i = 0; i < count - 1; i++) {
            frame(false, i, info.maxBlockSize());
        }
        return frame(false, count - 1, lastBlockSize);
    }

    /** Appends a frame of noise, stored as it is. */
    FlacBytes frame(boolean isVariable, long number, int blockSize) {
        byte[] samples = new byte[blockSize * info.bitsPerSample() / Byte.SIZE];
        noise.nextBytes(samples);
        return raw(frame(header(isVariable, number, blockSize), verbatim(samples)));
    }

    /**
     * Appends a frame of 16 samples that takes far more bytes than needed: the first one is coded by a row of zeros.
     */
    FlacBytes longFrame(long number, int subframeBytes) {
        byte[] subframe = new byte[subframeBytes];
        subframe[0] = 8 << 1;
        subframe[subframeBytes - 2] = -1;
        subframe[subframeBytes - 1] = -1;
        return raw(frame(header(false, number, 16), subframe));
    }

    static byte[] verbatim(byte[] samples) {
        return ByteBuffer.allocate(1 + samples.length)
                .put((byte) (1 << 1))
                .put(samples)
                .array();
    }

    FlacBytes raw(byte[] bytes) {
        audio.writeBytes(bytes);
        return this;
    }

    FlacBytes raw(String ascii) {
        return raw(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] header(boolean isVariable, long number, int blockSize) {
        ByteBuffer header = ByteBuffer.allocate(FrameHeader.MAX_BYTES)
                .putInt(0xFFF87000 | (isVariable ? 1 << 16 : 0) | ((info.channels() - 1) << 4))
                .put(coded(number))
                .putShort((short) (blockSize - 1));
        return withCrc8(copy(header));
    }

    /** Codes a number as RFC 9639, section 9.1.5, defines it. */
    static byte[] coded(long number) {
        if (number < 0x80) {
            return new byte[] {(byte) number};
        }
        int count = 2;
        while (number >= 1L << (5 * count + 1)) {
            count++;
        }
        byte[] coded = new byte[count];
        long rest = number;
        for (int i = count - 1; i > 0; i--) {
            coded[i] = (byte) (0x80 | (rest & 0x3F));
            rest >>>= 6;
        }
        coded[0] = (byte) ((0xFF << (8 - count)) | rest);
        return coded;
    }

    static byte[] frame(byte[] header, byte[] subframes) {
        ByteBuffer frame = ByteBuffer.allocate(header.length + subframes.length + 2)
                .put(header)
                .put(subframes);
        return frame.putShort((short) crc(copy(frame), 16, 0x8005)).array();
    }

    static byte[] withCrc8(byte[] header) {
        return ByteBuffer.allocate(header.length + 1)
                .put(header)
                .put((byte) crc(header, 8, 0x07))
                .array();
    }

    private static int crc(byte[] bytes, int bits, int polynomial) {
        int crc = 0;
        for (byte next : bytes) {
            for (int mask = 0x80; mask > 0; mask >>= 1) {
                boolean isSet = (next & mask) != 0;
                boolean carry = ((crc >>> (bits - 1)) & 1) == 1;
                crc = (crc << 1) & ((1 << bits) - 1);
                if (isSet != carry) {
                    crc ^= polynomial;
                }
            }
        }
        return crc;
    }

    private static byte[] copy(ByteBuffer written) {
        byte[] copy = new byte[written.position()];
        written.get(0, copy);
        return copy;
    }

    byte[] bytes() {
        ByteBuffer file = ByteBuffer.allocate(4 + blocks.size() + audio.size())
                .put("fLaC".getBytes(StandardCharsets.US_ASCII))
                .put(blocks.toByteArray())
                .put(audio.toByteArray());
        return file.put(lastBlockAt, (byte) (file.get(lastBlockAt) | LAST)).array();
    }
}
