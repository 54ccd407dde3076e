package io.github.cambtts;

import io.github.cambtts.internal.http.AudioInMemory;
import io.github.cambtts.internal.http.VerifiedSource;
import io.github.cambtts.internal.recording.Format;
import io.github.cambtts.internal.text.Arguments;
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
 * <p>Reading is limited by {@link Timeouts#idle()}. Time that the caller takes between two reads does not count.
 */
public final class AudioStream extends InputStream implements AudioResult {

    private final RunId runId;
    private final String mediaType;
    private final OptionalLong length;
    private final Optional<String> requestId;
    private final AudioSource source;
    private @Nullable TtsException failure;

    private AudioStream(
            RunId runId, String mediaType, OptionalLong length, Optional<String> requestId, AudioSource source) {
        this.runId = runId;
        this.mediaType = mediaType;
        this.length = length;
        this.requestId = requestId;
        this.source = source;
    }

    /**
     * Creates a stream over bytes from anywhere, such as a source that fails midway: for fakes of {@link TtsResults} in
     * a host's tests.
     *
     * @param runId the run
     * @param mediaType {@code audio/flac} or {@code audio/wav}
     * @param length the announced length in bytes, if any
     * @param requestId the id that the server gave the request, if it gave one
     * @param source where the bytes come from; closed with the stream
     * @return the stream
     */
    public static AudioStream of(
            RunId runId, String mediaType, OptionalLong length, Optional<String> requestId, AudioSource source) {
        return new AudioStream(
                Arguments.given(runId, "runId", "Give one such as RunId.of(12345)."),
                Arguments.given(mediaType, "mediaType", "Give audio/flac or audio/wav."),
                Arguments.given(length, "length", "Give a length, or OptionalLong.empty()."),
                Arguments.given(requestId, "requestId", "Give an id, or Optional.empty()."),
                Arguments.given(source, "source", "Give where the bytes come from."));
    }

    /**
     * Creates a stream over audio in memory: for fakes of {@link TtsResults} in a host's tests.
     *
     * @param runId the run
     * @param audio the bytes, which are not checked; {@code audio/flac} unless they begin like a WAV file
     * @return the stream
     */
    public static AudioStream of(RunId runId, byte[] audio) {
        Arguments.given(runId, "runId", "Give one such as RunId.of(12345).");
        Arguments.given(audio, "audio", "Give the bytes of a whole audio file.");
        return of(
                runId,
                Format.ofFirstBytes(ByteBuffer.wrap(audio)).orElse(Format.FLAC).mediaType(),
                OptionalLong.of(audio.length),
                Optional.empty(),
                new AudioInMemory(runId, audio));
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
    public Optional<Completeness> completeness() {
        return source instanceof VerifiedSource verified ? verified.completeness() : Optional.empty();
    }

    /**
     * Reads the next bytes into a buffer, blocking until there is at least one.
     *
     * @param target where to put them; heap or direct
     * @return how many were read; 0 only if the buffer has no room; -1 at the end
     * @throws TtsException if reading fails; every later read throws the same exception again
     */
    public int read(ByteBuffer target) throws TtsException {
        Arguments.given(target, "target", "Give a buffer such as ByteBuffer.allocate(8192).");
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("target is read-only. Give a buffer such as ByteBuffer.allocate(8192).");
        }
        TtsException before = failure;
        if (before != null) {
            // A new error would only be a consequence of the first one, which ended the exchange.
            throw before;
        }
        try {
            return target.hasRemaining() ? source.read(target) : 0;
        } catch (TtsException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int read(byte[] target, int offset, int count) throws TtsException {
        Arguments.given(target, "target", "Give an array such as new byte[8192].");
        return read(ByteBuffer.wrap(target, offset, count));
    }

    @Override
    public int read(byte[] target) throws TtsException {
        Arguments.given(target, "target", "Give an array such as new byte[8192].");
        return read(target, 0, target.length);
    }

    @Override
    public int read() throws TtsException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    /**
     * Drops the connection at once and wakes the thread that reads, which gets a {@link CancelledException}, as does
     * every later read; does nothing once the end has been reached. Does not wait until the connection is closed.
     */
    public void abort() {
        source.abort();
    }

    /**
     * Releases the connection: it is reused if the body was read to its end, and dropped otherwise. Reading a closed
     * stream throws {@link CancelledException}. Idempotent.
     */
    @Override
    public void close() {
        source.close();
    }
}
