package io.github.cambtts;

import io.github.cambtts.internal.text.Arguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The receipt of a save.
 *
 * @param runId the run
 * @param path the file; absent if the audio was written to a stream or a channel
 * @param bytes the length of the audio
 * @param mediaType {@code audio/flac} or {@code audio/wav}, determined by the first bytes
 * @param sampleRateHz samples per second, if the header states it
 * @param channels how many channels, if the header states it
 * @param duration how long it plays, if the header states it
 * @param attempts how many attempts it took
 * @param receivedBytes how many bytes of audio were received over the network in all attempts
 * @param resumedBytes how many bytes did not have to be fetched again after a connection broke
 * @param completeness whether its own bytes prove that the recording is whole
 * @param requestId the id that the server gave the last request, if any
 * @param sha256 the SHA-256 of the audio in hexadecimal, if {@link SaveOptions#withSha256()} was set
 */
public record SavedAudio(
        RunId runId,
        Optional<Path> path,
        long bytes,
        String mediaType,
        OptionalInt sampleRateHz,
        OptionalInt channels,
        Optional<Duration> duration,
        int attempts,
        long receivedBytes,
        long resumedBytes,
        Completeness completeness,
        Optional<String> requestId,
        Optional<String> sha256) {

    private static final String OR_EMPTY = "Give an optional value, or an empty one such as Optional.empty().";

    /**
     * Checks that nothing is missing.
     *
     * @param runId the value for the {@code runId} record component
     * @param path the value for the {@code path} record component
     * @param bytes the value for the {@code bytes} record component
     * @param mediaType the value for the {@code mediaType} record component
     * @param sampleRateHz the value for the {@code sampleRateHz} record component
     * @param channels the value for the {@code channels} record component
     * @param duration the value for the {@code duration} record component
     * @param attempts the value for the {@code attempts} record component
     * @param receivedBytes the value for the {@code receivedBytes} record component
     * @param resumedBytes the value for the {@code resumedBytes} record component
     * @param completeness the value for the {@code completeness} record component
     * @param requestId the value for the {@code requestId} record component
     * @param sha256 the value for the {@code sha256} record component
     * @throws IllegalArgumentException if a component is null
     */
    public SavedAudio {
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        Arguments.given(path, "path", OR_EMPTY);
        Arguments.given(mediaType, "mediaType", "Give audio/flac or audio/wav.");
        Arguments.given(sampleRateHz, "sampleRateHz", OR_EMPTY);
        Arguments.given(channels, "channels", OR_EMPTY);
        Arguments.given(duration, "duration", OR_EMPTY);
        Arguments.given(completeness, "completeness", "Give Completeness.COMPLETE or Completeness.UNKNOWN.");
        Arguments.given(requestId, "requestId", OR_EMPTY);
        Arguments.given(sha256, "sha256", OR_EMPTY);
    }

    /**
     * Creates the receipt of a whole FLAC file that was saved at the first attempt: for fakes of {@link TtsResults} in
     * a host's tests. All other optional values are empty.
     *
     * @param runId the run
     * @param path the file
     * @param bytes the length of the audio
     * @return the receipt
     */
    public static SavedAudio of(RunId runId, Path path, long bytes) {
        return new SavedAudio(
                runId,
                Optional.of(Arguments.given(path, "path", "Give the path of the file.")),
                bytes,
                "audio/flac",
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                1,
                bytes,
                0,
                Completeness.COMPLETE,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Whether a recording's own bytes prove that it is whole. A recording known to be cut short is never saved.
     *
     * <p>Its beginning and its end are examined, and nothing is decoded. Only the length that HTTP announces and TLS
     * protect the bytes between them: bytes in the middle that were lost or changed before they reached the server, or
     * that a server without an announced length left out, are not noticed. To check the middle, decode the recording
     * ({@code flac -t} compares the MD5 checksum of a FLAC).
     */
    public enum Completeness {
        /**
         * The beginning and the end fit together. In FLAC: the last frame is intact, and by its number it ends at the
         * last sample that the header announces. In WAV: the file is as long as its header announces.
         */
        COMPLETE,
        /** No error was found, but the header does not state the length of the recording, or contradicts the rest. */
        UNKNOWN
    }
}
