package io.github.cambtts.internal.recording;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** The file formats that the service sends, recognized by their first bytes. */
public enum Format {
    /** RFC 9639: begins with {@code fLaC} (section 6). */
    FLAC("audio/flac", ".flac"),
    /** RIFF: begins with {@code RIFF}, a size, and {@code WAVE}. */
    WAV("audio/wav", ".wav"),
    /** Anything else, FLAC behind an ID3v2 tag and WAV as RF64 included. Never recognized by first bytes. */
    OTHER("application/octet-stream", "");

    /** No format needs more bytes to be recognized. */
    public static final int MAX_MAGIC_BYTES = 12;

    private final String mediaType;
    private final String extension;

    Format(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** Returns the media type, as registered and in lower case. */
    public String mediaType() {
        return mediaType;
    }

    /** Returns the extension of the names of such files, with its dot; empty for {@link #OTHER}. */
    public String extension() {
        return extension;
    }

    /** Returns the format of a recording that was checked. */
    public static Format of(RecordingCheck recording) {
        return Stream.of(FLAC, WAV)
                .filter(format -> format.mediaType.equals(recording.mediaType()))
                .findFirst()
                .orElse(OTHER);
    }

    /** Recognizes the format by bytes from the buffer's position on; absent if they are of neither or too few. */
    public static Optional<Format> ofFirstBytes(ByteBuffer bytes) {
        if (isAt(bytes, 0, "fLaC")) {
            return Optional.of(FLAC);
        }
        return isAt(bytes, 0, "RIFF") && isAt(bytes, 8, "WAVE") ? Optional.of(WAV) : Optional.empty();
    }

    /** Tells whether all of a file may be the beginning of a FLAC or a WAV that was cut before it can be recognized. */
    static boolean endsWithinMagic(ByteBuffer bytes) {
        return bytes.remaining() < MAX_MAGIC_BYTES
                && (isCutAt(bytes, 0, "fLaC") || (isCutAt(bytes, 0, "RIFF") && isCutAt(bytes, 8, "WAVE")));
    }

    private static boolean isCutAt(ByteBuffer bytes, int offset, String magic) {
        int found = Math.max(0, Math.min(magic.length(), bytes.remaining() - offset));
        return found == 0 || isAt(bytes, offset, magic.substring(0, found));
    }

    private static boolean isAt(ByteBuffer bytes, int offset, String magic) {
        return bytes.remaining() >= offset + magic.length()
                && bytes.slice(bytes.position() + offset, magic.length())
                        .equals(StandardCharsets.US_ASCII.encode(magic));
    }

    /** Creates the result for a file whose header states nothing about the audio. */
    RecordingCheck withoutFacts(Completeness completeness, String reason, long bytes) {
        return RecordingCheck.withoutFacts(completeness, reason, mediaType, bytes);
    }
}
