package io.github.cambtts;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A run's audio, received while it is read.
 *
 * <p>The owner closes it; closing before the end drops the connection. Read by one thread at a time; {@link #abort()}
 * and {@link #close()} may come from any thread and wake the one that reads. Every read may throw what {@link
 * TtsResults#fetch} throws.
 *
 * <p>The recording is checked while it is read, as a save does it ({@link Completeness}). The read that would return -1
 * throws {@link ErrorKind#TRUNCATED} if the recording is cut short; a read throws {@link ErrorKind#DAMAGED} as soon as a
 * frame is proved to be damaged, which is some frames after it. Bytes are handed out as they come: nothing is held back
 * until it is proved.
 *
 * <p>A host does not extend it: for fakes of {@link TtsResults} in its tests there are {@link #of(RunId, byte[])} and
 * {@link #of(RunId, String, OptionalLong, Optional, InputStream)}.
 *
 * <p>Reading is limited by {@link Timeouts#idle()}. Time that the caller takes between two reads does not count.
 */
public abstract non-sealed class AudioStream extends InputStream implements AudioResult {

    private final RunId runId;
    private final String mediaType;
    private final OptionalLong length;
    private final Optional<String> requestId;
    private @Nullable TtsException failure;

    /**
     * Creates a stream.
     *
     * @param runId the run
     * @param mediaType {@code audio/flac} or {@code audio/wav}
     * @param length the announced length in bytes, if any
     * @param requestId the id that the server gave the request, if it gave one
     */
    protected AudioStream(RunId runId, String mediaType, OptionalLong length, Optional<String> requestId) {
        this.runId = requireNonNull(runId, "runId");
        this.mediaType = requireNonNull(mediaType, "mediaType");
        this.length = requireNonNull(length, "length");
        this.requestId = requireNonNull(requestId, "requestId");
    }

    /**
     * Creates a stream over bytes from anywhere: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param runId the run
     * @param mediaType {@code audio/flac} or {@code audio/wav}
     * @param length the announced length in bytes, if any
     * @param requestId the id that the server gave the request, if it gave one
     * @param bytes the audio, which is not checked; closed when the stream is closed or aborted, which wakes a read of
     *     it only if it does so itself. To break midway, let its {@code read} throw a {@link TtsException}; any other
     *     exception that it throws becomes {@link ErrorKind#RESET}
     * @return the stream
     */
    public static AudioStream of(
            RunId runId, String mediaType, OptionalLong length, Optional<String> requestId, InputStream bytes) {
        return new GivenAudio(runId, mediaType, length, requestId, requireNonNull(bytes, "bytes"));
    }

    /**
     * Creates a stream over audio in memory: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param runId the run
     * @param audio the bytes, which are not checked; {@code audio/flac} unless they begin like a WAV file
     * @return the stream
     */
    public static AudioStream of(RunId runId, byte[] audio) {
        boolean isWav = requireNonNull(audio, "audio").length > 0 && audio[0] == 'R';
        return of(
                runId,
                isWav ? "audio/wav" : "audio/flac",
                OptionalLong.of(audio.length),
                Optional.empty(),
                new ByteArrayInputStream(audio));
    }

    @Override
    public RunId runId() {
        return runId;
    }

    @Override
    public Optional<String> requestId() {
        return requestId;
    }

    /**
     * Returns the media type, determined by the first bytes.
     *
     * @return {@code audio/flac}, or {@code audio/wav} from older deployments
     */
    public String mediaType() {
        return mediaType;
    }

    /**
     * Returns the length of the audio that the server announced.
     *
     * @return the length in bytes; absent if the server announced none; the API itself never announces one
     */
    public OptionalLong length() {
        return length;
    }

    /**
     * Returns what the recording's own bytes prove.
     *
     * @return {@link Completeness#COMPLETE} or {@link Completeness#UNKNOWN}, and the others if a read has thrown for
     *     that; absent before the end, and for a stream that a test made, which is not checked
     */
    public abstract Optional<Completeness> completeness();

    /**
     * Receives the next bytes, blocking until there is at least one.
     *
     * @param target where to put them; has room for at least one
     * @return how many were received; -1 at the end
     * @throws TtsException if receiving fails
     */
    protected abstract int receive(ByteBuffer target) throws TtsException;

    /**
     * Reads the next bytes into a buffer, blocking until there is at least one.
     *
     * @param target where to put them; heap or direct
     * @return how many were read; 0 only if the buffer has no room; -1 at the end
     * @throws TtsException if reading fails; every later read throws the same exception again
     */
    public final int read(ByteBuffer target) throws TtsException {
        if (requireNonNull(target, "target").isReadOnly()) {
            throw new IllegalArgumentException("target is read-only. Give a buffer such as ByteBuffer.allocate(8192).");
        }
        TtsException before = failure;
        if (before != null) {
            // A new error would only be a consequence of the first one, which ended the exchange.
            throw before;
        }
        try {
            return target.hasRemaining() ? receive(target) : 0;
        } catch (TtsException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public final int read(byte[] target, int offset, int count) throws TtsException {
        return read(ByteBuffer.wrap(requireNonNull(target, "target"), offset, count));
    }

    @Override
    public final int read(byte[] target) throws TtsException {
        return read(target, 0, requireNonNull(target, "target").length);
    }

    @Override
    public final int read() throws TtsException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    /**
     * Drops the connection at once and wakes the thread that reads, which gets a {@link CancelledException}, as does
     * every later read; does nothing once the end has been reached. Does not wait until the connection is closed.
     */
    public abstract void abort();

    /**
     * Releases the connection: it is reused if the body was read to its end, and dropped otherwise. Reading a closed
     * stream throws {@link CancelledException}. Idempotent.
     */
    @Override
    public abstract void close();
}
