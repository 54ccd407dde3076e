package io.github.cambtts.internal.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes WAV files by hand. */
final class WavBytes {

    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();

    /** Begins with a {@code fmt} chunk: mono, 16 bits, 24 kHz. */
    static WavBytes mono() {
        return new WavBytes().chunk("fmt ", format(1, 1, 24_000, 2, 16).array());
    }

    static ByteBuffer format(int code, int channels, int rate, int blockBytes, int bits) {
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) code)
                .putShort((short) channels)
                .putInt(rate)
                .putInt(rate * blockBytes)
                .putShort((short) blockBytes)
                .putShort((short) bits);
    }

    /** Appends a chunk, with padding if it is odd. */
    WavBytes chunk(String id, byte[] content) {
        return chunk(id, content.length, content).raw(new byte[content.length & 1]);
    }

    /** Appends a chunk that states any size. */
    WavBytes chunk(String id, long size, byte[] content) {
        chunks.writeBytes(id.getBytes(StandardCharsets.US_ASCII));
        chunks.writeBytes(littleEndian(size));
        return raw(content);
    }

    WavBytes raw(byte[] bytes) {
        chunks.writeBytes(bytes);
        return this;
    }

    /** Returns a file that states its actual size. */
    byte[] bytes() {
        return bytes(4 + chunks.size());
    }

    /** Returns a file that states any size. */
    byte[] bytes(long riffSize) {
        return ByteBuffer.allocate(12 + chunks.size())
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .put(littleEndian(riffSize))
                .put("WAVE".getBytes(StandardCharsets.US_ASCII))
                .put(chunks.toByteArray())
                .array();
    }

    private static byte[] littleEndian(long size) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) size)
                .array();
    }
}
