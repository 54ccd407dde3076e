package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a FLAC or WAV recording states about itself, and whether it is whole: the result of {@link TtsResults#check}, and a part
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

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if a component is null
     */
    public RecordingCheck {
        requireNonNull(completeness, "completeness");
        requireNonNull(reason, "reason");
        requireNonNull(mediaType, "mediaType");
        requireNonNull(sampleRateHz, "sampleRateHz");
        requireNonNull(channels, "channels");
        requireNonNull(bitsPerSample, "bitsPerSample");
        requireNonNull(totalSamples, "totalSamples");
        requireNonNull(intact, "intact");
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
         * @throws NullPointerException if a component is null
         */
        public Intact {
            requireNonNull(samples, "samples");
            requireNonNull(frames, "frames");
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
