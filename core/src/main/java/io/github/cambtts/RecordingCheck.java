package io.github.cambtts;

import io.github.cambtts.internal.recording.Format;
import io.github.cambtts.internal.recording.IntactSamples;
import io.github.cambtts.internal.recording.Recording;
import io.github.cambtts.internal.text.Arguments;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The result of checking whether a FLAC or WAV file is whole, as every save does at its end. Nothing is decoded; the
 * sizes, sample numbers and checksums of the format (RFC 9639 for FLAC) are the proof.
 *
 * @param verdict whether the recording is whole
 * @param mediaType {@code audio/flac}, {@code audio/wav}, or {@code application/octet-stream} for anything else
 * @param reason why, as a clause to insert into a sentence: no capital letter, no full stop
 * @param bytes the length of the file
 * @param sampleRateHz samples per second, if the header states it
 * @param channels how many channels, if the header states it
 * @param totalSamples how many samples of one channel there should be, if the file states it
 * @param intactSamples how many samples of one channel are intact up to the cut, if the file is cut short and this can
 *     be found
 * @param duration how long the whole recording plays, if the file states it
 */
public record RecordingCheck(
        Verdict verdict,
        String mediaType,
        String reason,
        long bytes,
        OptionalInt sampleRateHz,
        OptionalInt channels,
        OptionalLong totalSamples,
        OptionalLong intactSamples,
        Optional<Duration> duration) {

    private static final String OR_EMPTY = "Give an optional value, or an empty one such as Optional.empty().";

    /**
     * Checks that nothing is missing.
     *
     * @param verdict the value for the {@code verdict} record component
     * @param mediaType the value for the {@code mediaType} record component
     * @param reason the value for the {@code reason} record component
     * @param bytes the value for the {@code bytes} record component
     * @param sampleRateHz the value for the {@code sampleRateHz} record component
     * @param channels the value for the {@code channels} record component
     * @param totalSamples the value for the {@code totalSamples} record component
     * @param intactSamples the value for the {@code intactSamples} record component
     * @param duration the value for the {@code duration} record component
     * @throws IllegalArgumentException if a component is null
     */
    public RecordingCheck {
        Arguments.given(verdict, "verdict", "Give one such as Verdict.COMPLETE.");
        Arguments.given(mediaType, "mediaType", "Give one such as audio/flac.");
        Arguments.given(reason, "reason", "Give a clause.");
        Arguments.given(sampleRateHz, "sampleRateHz", OR_EMPTY);
        Arguments.given(channels, "channels", OR_EMPTY);
        Arguments.given(totalSamples, "totalSamples", OR_EMPTY);
        Arguments.given(intactSamples, "intactSamples", OR_EMPTY);
        Arguments.given(duration, "duration", OR_EMPTY);
    }

    /** Whether a recording is whole. */
    public enum Verdict {
        /** Proved to be whole. */
        COMPLETE,
        /** Proved to be cut short, or damaged at its end. */
        TRUNCATED,
        /** Neither is proved: the file is not a recording, or its header states too little. */
        UNKNOWN
    }

    /**
     * Checks a file. Reads its header and a bounded part of its end, whatever its size. Any content gets a verdict,
     * never an exception.
     *
     * @param file the file, which must not change during the check
     * @return the result
     * @throws IOException if it cannot be read
     */
    public static RecordingCheck of(Path file) throws IOException {
        Arguments.given(file, "file", "Give the path of a file.");
        try (SeekableByteChannel channel = open(file)) {
            Recording recording = Recording.examine(channel, () -> {});
            Verdict verdict = Verdict.valueOf(recording.verdict().name());
            boolean isCutFlac = verdict == Verdict.TRUNCATED && recording.format() == Format.FLAC;
            return new RecordingCheck(
                    verdict,
                    recording.format().mediaType(),
                    recording.reason(),
                    channel.size(),
                    recording.sampleRateHz(),
                    recording.channels(),
                    recording.totalSamples(),
                    isCutFlac ? IntactSamples.find(channel) : recording.intactSamples(),
                    recording.duration());
        }
    }

    private static SeekableByteChannel open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "it is not a regular file");
        }
        return Files.newByteChannel(file);
    }
}
