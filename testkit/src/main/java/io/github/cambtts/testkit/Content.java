package io.github.cambtts.testkit;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a body: held in memory, or generated when they are read, so that a large body needs no memory.
 * Immutable.
 */
public abstract class Content {

    private static final int WAV_HEADER_BYTES = 44;

    Content() {}

    /**
     * Returns the length of the content.
     *
     * @return the length in bytes
     */
    public abstract long length();

    /** Returns text that differs for different bytes; made of what defines the content if that is less than its bytes. */
    abstract String definition();

    /**
     * Copies bytes to the beginning of an array.
     *
     * @param position where they begin
     * @param target where to copy them
     * @param count how many
     * @throws IllegalArgumentException if the content has no such bytes, or the array is too short for them
     */
    public void copy(long position, byte[] target, int count) {
        int room = requireNonNull(target, "target").length;
        if (position < 0 || count < 0 || count > room || position > length() - count) {
            throw new IllegalArgumentException(
                    count + " bytes from " + position + " on are not in " + length() + " bytes, or not in the array.");
        }
        copyBytes(position, target, count);
    }

    /** Copies bytes that the content has to an array that is long enough. */
    abstract void copyBytes(long position, byte[] target, int count);

    /**
     * Returns the whole content.
     *
     * @return a new array
     */
    public byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(length())];
        copy(0, all, all.length);
        return all;
    }

    /**
     * Returns the content from a position to the end.
     *
     * @param position the first byte to return, not beyond the end
     * @return the rest
     * @throws IllegalArgumentException if the position is negative or beyond the end
     */
    public Content from(long position) {
        if (position < 0 || position > length()) {
            throw new IllegalArgumentException("The position is 0 to " + length() + ", not " + position + ".");
        }
        return part(position, length() - position);
    }

    /** Returns {@code count} bytes from a position on; the content must have them all. */
    Content part(long position, long count) {
        return position == 0 && count == length() ? this : new Part(this, position, count);
    }

    /**
     * Makes content of bytes.
     *
     * @param bytes the bytes; copied
     * @return the content
     */
    public static Content of(byte[] bytes) {
        return new InMemory(requireNonNull(bytes, "bytes").clone());
    }

    /**
     * Makes content of text in UTF-8.
     *
     * @param text the text
     * @return the content
     */
    public static Content of(String text) {
        return new InMemory(requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Makes content of a file, which is opened for each part that is sent: a recording of any size needs no memory, and
     * no file is kept open.
     *
     * @param file the file; it must not become shorter
     * @return the content, as long as the file is now
     * @throws UncheckedIOException if there is no such file; reading the content throws it as well
     */
    public static Content of(Path file) {
        try {
            return new Stored(requireNonNull(file, "file"), Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a spoken sentence: a real FLAC file that any decoder accepts.
     *
     * @return the sentence, about 90 KiB
     */
    public static Content speech() {
        try (InputStream speech = requireNonNull(Content.class.getResourceAsStream("speech.flac"), "speech.flac")) {
            return new InMemory(speech.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes bytes that begin like FLAC but are not a recording, for tests in which only the length matters. They differ
     * from those of any other length.
     *
     * @param length how many bytes, at least 4
     * @return the content
     * @throws IllegalArgumentException if it is less
     */
    public static Content flacLike(int length) {
        if (length < 4) {
            throw new IllegalArgumentException("The length is 4 bytes or more, not " + length + ".");
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = noise(length, i);
        }
        System.arraycopy("fLaC".getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 4);
        return new InMemory(bytes);
    }

    /**
     * Makes a complete WAV file of the given length, filled with noise: 16 bits, mono, 22,050 Hz.
     *
     * @param length the length in bytes: even, at least 44, below 4 GiB
     * @return the content
     * @throws IllegalArgumentException if it is not
     */
    public static Content wav(long length) {
        if (length < WAV_HEADER_BYTES || length >= 1L << 32 || length % 2 != 0) {
            throw new IllegalArgumentException(
                    "The length of a WAV file is even, at least 44 bytes and below 4 GiB, not " + length + ".");
        }
        return new Wav(length);
    }

    /**
     * Makes a complete FLAC file of the given length, filled with noise: 16 bits, mono, 22,050 Hz, in frames of 2,048
     * samples that any decoder accepts.
     *
     * @param length the length in bytes: at least 46, below 8 GiB
     * @return the content
     * @throws IllegalArgumentException if there is no such file
     */
    public static Content flac(long length) {
        return new FlacNoise(length);
    }

    /** Returns a byte that depends on the length of the content and on its position in it. */
    static byte noise(long length, long position) {
        long at = position + length * 0x2545F491L;
        long mixed = (at ^ (at >>> 13)) * 0x9E3779B97F4A7C15L;
        return (byte) (mixed >>> 40);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }

    private static final class InMemory extends Content {

        private final byte[] bytes;

        /** Calculated at the first request for it. */
        private volatile @Nullable String hash;

        InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        String definition() {
            String known = hash;
            if (known == null) {
                known = "bytes " + sha256(bytes);
                hash = known;
            }
            return known;
        }

        @Override
        void copyBytes(long position, byte[] target, int count) {
            System.arraycopy(bytes, (int) position, target, 0, count);
        }
    }

    private static final class Part extends Content {

        private final Content whole;
        private final long start;
        private final long length;

        Part(Content whole, long start, long length) {
            this.whole = whole;
            this.start = start;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        String definition() {
            return "part " + start + " " + length + " of " + whole.definition();
        }

        @Override
        void copyBytes(long position, byte[] target, int count) {
            whole.copyBytes(start + position, target, count);
        }
    }

    private static final class Wav extends Content {

        private final long length;
        private final byte[] header;

        Wav(long length) {
            this.length = length;
            ByteBuffer written = ByteBuffer.allocate(WAV_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            written.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt((int) (length - 8));
            written.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
            written.putShort((short) 1).putShort((short) 1).putInt(22_050).putInt(44_100);
            written.putShort((short) 2).putShort((short) 16);
            written.put("data".getBytes(StandardCharsets.US_ASCII)).putInt((int) (length - WAV_HEADER_BYTES));
            this.header = written.array();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        void copyBytes(long position, byte[] target, int count) {
            for (int i = 0; i < count; i++) {
                long at = position + i;
                target[i] = at < WAV_HEADER_BYTES ? header[(int) at] : noise(length, at);
            }
        }

        @Override
        String definition() {
            return "wav " + length;
        }
    }

    private static final class Stored extends Content {

        private final Path file;
        private final long length;

        Stored(Path file, long length) {
            this.file = file;
            this.length = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        String definition() {
            try {
                return "file " + Files.getLastModifiedTime(file) + " " + length + " " + file;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void copyBytes(long position, byte[] target, int count) {
            ByteBuffer bytes = ByteBuffer.wrap(target, 0, count);
            try (FileChannel channel = FileChannel.open(file)) {
                while (bytes.hasRemaining()) {
                    if (channel.read(bytes, position + bytes.position()) < 0) {
                        throw new EOFException(file + " became shorter");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
