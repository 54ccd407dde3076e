package io.github.cambtts.recording;

/** Whether a recording is whole. */
public enum Verdict {
    /** Proved to be whole. */
    COMPLETE,
    /** Proved to be cut short or damaged at its end. */
    TRUNCATED,
    /** Its header does not say enough to tell. */
    UNKNOWN
}
