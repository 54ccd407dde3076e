package io.github.cambtts;

/**
 * What the bytes of a recording prove about it. Nothing is decoded: in FLAC (RFC 9639), the number and the checksums of
 * every frame are checked; in WAV, sizes.
 */
public enum Completeness {
    /**
     * Proved to be whole. In FLAC: every frame from the first to the last is there, in order, with correct checksums, and
     * the last one ends at the last sample that the header announces. In WAV: all bytes of audio are there that the
     * header announces, whatever it announces after them; WAV has no checksums, so that changed bytes are not noticed.
     */
    COMPLETE,
    /** Proved to be cut short: it ends within a frame, or before what its header announces. */
    TRUNCATED,
    /**
     * Proved to be damaged: a frame of a FLAC does not end with its checksum although more follows, or another frame
     * follows than the next one.
     */
    DAMAGED,
    /**
     * Neither is proved: no error was found, but the header does not tell how long the recording is, or contradicts the
     * rest; or it is neither FLAC nor WAV. {@link RecordingCheck#reason()} says which.
     */
    UNKNOWN
}
