package io.github.cambtts.internal.recording;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the header of a recording states, and whether the recording is whole. Nothing is decoded: the sizes, numbers and
 * checksums of the format are the proof.
 *
 * @param format the format, recognized by the first bytes
 * @param verdict whether the recording is whole
 * @param reason why, as a clause to insert into a sentence: no capital letter, no full stop
 * @param sampleRateHz samples per second, if the header states it
 * @param channels how many channels, if the header states it
 * @param bitsPerSample bits of one sample of one channel, if the header states it
 * @param totalSamples samples of one channel: as many as the header announces or, in FLAC that announces none, as the
 *     intact last frame proves
 * @param intactSamples samples of one channel that a WAV file holds before its cut; for FLAC, see {@link IntactSamples}
 */
public record Recording(
        Format format,
        Verdict verdict,
        String reason,
        OptionalInt sampleRateHz,
        OptionalInt channels,
        OptionalInt bitsPerSample,
        OptionalLong totalSamples,
        OptionalLong intactSamples) {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int BEGINNING_BYTES = 256;

    /**
     * Examines a file. Reads its header and a bounded part of its end, whatever its size, and leaves the channel's
     * position as it was. Any content gets a verdict, never an exception.
     *
     * <p>The time it takes is linear in what is read. If crafted bytes would take more, the verdict is
     * {@link Verdict#UNKNOWN}.
     *
     * @param file the channel, which stays open; nobody else may use it during the examination
     * @param checkpoint may end the work
     * @return the result
     * @throws IOException if the channel cannot be read, or the checkpoint ends the work
     * @throws EOFException if the file shrinks during the examination
     */
    public static Recording examine(SeekableByteChannel file, Checkpoint checkpoint) throws IOException {
        long position = file.position();
        try {
            long fileBytes = file.size();
            // Most headers end within these bytes, so that one read is enough for all of their pieces.
            byte[] beginning = read(file, 0, (int) Math.min(fileBytes, BEGINNING_BYTES));
            int magicBytes = Math.min(beginning.length, Format.MAX_MAGIC_BYTES);
            RecordingHeader header =
                    RecordingHeader.of(ByteBuffer.wrap(beginning, 0, magicBytes).slice());
            while (!header.isRead() && header.position() + header.pieceBytes() <= fileBytes) {
                checkpoint.check();
                header.accept(piece(file, header.position(), header.pieceBytes(), beginning));
            }
            long audioBytes = Math.max(0, fileBytes - header.position());
            int tailBytes = (int) Math.min(audioBytes, header.tailBytes());
            return header.judge(fileBytes, read(file, fileBytes - tailBytes, tailBytes), checkpoint);
        } finally {
            file.position(position);
        }
    }

    private static ByteBuffer piece(SeekableByteChannel file, long position, int count, byte[] beginning)
            throws IOException {
        return position + count <= beginning.length
                ? ByteBuffer.wrap(beginning, (int) position, count).slice()
                : ByteBuffer.wrap(read(file, position, count));
    }

    static byte[] read(SeekableByteChannel file, long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        if (count > 0) {
            file.position(position);
        }
        while (bytes.hasRemaining()) {
            if (file.read(bytes) < 0) {
                throw new EOFException("The file became shorter while it was examined.");
            }
        }
        return bytes.array();
    }

    /** Creates a recording whose header states nothing about the audio. */
    static Recording withoutMetadata(Format format, Verdict verdict, String reason) {
        return new Recording(
                format,
                verdict,
                reason,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /**
     * Returns how long the recording plays.
     *
     * @return the duration, rounded down to a nanosecond; absent if the sample rate or the number of samples is
     */
    public Optional<Duration> duration() {
        if (totalSamples.isEmpty() || sampleRateHz.isEmpty()) {
            return Optional.empty();
        }
        long samples = totalSamples.getAsLong();
        long rate = sampleRateHz.getAsInt();
        return Optional.of(Duration.ofSeconds(samples / rate, samples % rate * NANOS_PER_SECOND / rate));
    }
}
