package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The receipt of a save.
 *
 * @param runId the run
 * @param path the file; absent if the audio was written to a stream
 * @param recording what the recording states about itself, and whether it is proved to be whole; one that is cut or
 *     damaged is saved only with {@link SaveOptions#withKeepingDamaged()}
 * @param attempts how many attempts it took
 * @param receivedBytes how many bytes of audio were received over the network in all attempts
 * @param resumedBytes how many bytes did not have to be fetched again when the save was last resumed; never more than the
 *     audio has
 * @param requestId the id that the server gave the last request, if any
 * @param sha256 the SHA-256 of the audio in hexadecimal, if {@link SaveOptions#withSha256()} was set
 */
public record SavedAudio(
        RunId runId,
        Optional<Path> path,
        RecordingCheck recording,
        int attempts,
        long receivedBytes,
        long resumedBytes,
        Optional<String> requestId,
        Optional<String> sha256) {

    /**
     * Checks that nothing is missing.
     *
     * @throws NullPointerException if a component is null
     */
    public SavedAudio {
        requireNonNull(runId, "runId");
        requireNonNull(path, "path");
        requireNonNull(recording, "recording");
        requireNonNull(requestId, "requestId");
        requireNonNull(sha256, "sha256");
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
                Optional.of(requireNonNull(path, "path")),
                RecordingCheck.withoutFacts(Completeness.COMPLETE, "it was made for a test", "audio/flac", bytes),
                1,
                bytes,
                0,
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Returns the length of the audio.
     *
     * @return the length in bytes
     */
    public long bytes() {
        return recording.bytes();
    }

    /**
     * Returns the media type, determined by the first bytes.
     *
     * @return {@code audio/flac} or {@code audio/wav}
     */
    public String mediaType() {
        return recording.mediaType();
    }

    /**
     * Returns how long the recording plays.
     *
     * @return the duration, if the header states it
     */
    public Optional<Duration> duration() {
        return recording.duration();
    }

    /**
     * Returns what the recording's own bytes prove.
     *
     * @return {@link Completeness#COMPLETE} or {@link Completeness#UNKNOWN}, and the others only with
     *     {@link SaveOptions#withKeepingDamaged()}
     */
    public Completeness completeness() {
        return recording.completeness();
    }
}
