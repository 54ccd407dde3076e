package io.github.cambtts;

import io.github.cambtts.ProgressListener.Phase;
import io.github.cambtts.internal.recording.RecordingWalk;
import io.github.cambtts.internal.text.Arguments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a FLAC or WAV recording states about itself, and whether it is whole: the result of checking a file, and a part
 * of the receipt of a save.
 *
 * @param completeness what its bytes prove
 * @param reason why, as a clause to insert into a sentence: no capital letter, no full stop
 * @param mediaType {@code audio/flac}, {@code audio/wav}, or {@code application/octet-stream} for anything else
 * @param bytes its length
 * @param sampleRateHz samples per second, if the header states it
 * @param channels how many channels, if the header states it
 * @param bitsPerSample bits of one sample of one channel, if the header states it
 * @param totalSamples samples of one channel: as many as the header announces or, in FLAC that announces none, as its
 *     frames hold
 * @param intact how much of it is intact, if it is cut or damaged
 */
public record RecordingCheck(
        Completeness completeness,
        String reason,
        String mediaType,
        long bytes,
        OptionalInt sampleRateHz,
        OptionalInt channels,
        OptionalInt bitsPerSample,
        OptionalLong totalSamples,
        Optional<Intact> intact) {

    private static final String OR_EMPTY = "Give an optional value, or an empty one such as Optional.empty().";
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int BUFFER_BYTES = 128 * 1024;

    /**
     * Checks that nothing is missing.
     *
     * @throws IllegalArgumentException if a component is null
     */
    public RecordingCheck {
        Arguments.given(completeness, "completeness", "Give one such as Completeness.COMPLETE.");
        Arguments.given(reason, "reason", "Give a clause.");
        Arguments.given(mediaType, "mediaType", "Give one such as audio/flac.");
        Arguments.given(sampleRateHz, "sampleRateHz", OR_EMPTY);
        Arguments.given(channels, "channels", OR_EMPTY);
        Arguments.given(bitsPerSample, "bitsPerSample", OR_EMPTY);
        Arguments.given(totalSamples, "totalSamples", OR_EMPTY);
        Arguments.given(intact, "intact", OR_EMPTY);
    }

    /**
     * How much of a recording that is cut or damaged is proved to be intact, from its beginning on.
     *
     * @param samples samples of one channel; absent where the number of bytes does not tell it
     * @param bytes bytes of the file
     * @param frames whole frames of a FLAC, which is also the number of the frame that is cut or damaged; absent for WAV
     */
    public record Intact(OptionalLong samples, long bytes, OptionalLong frames) {

        /**
         * Checks that nothing is missing.
         *
         * @throws IllegalArgumentException if a component is null
         */
        public Intact {
            Arguments.given(samples, "samples", OR_EMPTY);
            Arguments.given(frames, "frames", OR_EMPTY);
        }
    }

    /**
     * Creates a result about a recording whose header states nothing.
     *
     * @param completeness what its bytes prove
     * @param reason why, as a clause
     * @param mediaType {@code audio/flac}, {@code audio/wav} or {@code application/octet-stream}
     * @param bytes its length
     * @return the result
     */
    public static RecordingCheck withoutFacts(Completeness completeness, String reason, String mediaType, long bytes) {
        return new RecordingCheck(
                completeness,
                reason,
                mediaType,
                bytes,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Checks a file.
     *
     * @param file as for {@link #of(Path, ProgressListener)}
     * @return the result
     * @throws IOException as {@link #of(Path, ProgressListener)} does
     */
    public static RecordingCheck of(Path file) throws IOException {
        return of(file, (phase, bytes, total) -> {});
    }

    /**
     * Checks a file. Reads it once, from its beginning to its end; an interrupt ends that. Any content gets a result,
     * never an exception.
     *
     * @param file the file, which must not change during the check
     * @param progress receives how much has been read, after each piece of some 100 KB
     * @return the result
     * @throws IOException if it cannot be read
     */
    public static RecordingCheck of(Path file, ProgressListener progress) throws IOException {
        Arguments.given(file, "file", "Give the path of a file.");
        Arguments.given(progress, "progress", "Give a listener, or leave it out.");
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "it is not a regular file");
        }
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            RecordingWalk walk = new RecordingWalk();
            OptionalLong total = OptionalLong.of(channel.size());
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, channel.size() + 1));
            while (channel.read(buffer) >= 0) {
                walk.update(buffer.flip());
                buffer.clear();
                progress.onProgress(Phase.VERIFYING, channel.position(), total);
            }
            return walk.finish();
        }
    }

    /**
     * Returns how long the whole recording plays.
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
