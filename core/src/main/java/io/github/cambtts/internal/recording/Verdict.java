package io.github.cambtts.internal.recording;

/** Whether a recording is whole. */
public enum Verdict {
    /** Proved to be whole. */
    COMPLETE,
    /** Proved to be cut short or damaged at its end. */
    TRUNCATED,
    /** Neither is proved: its header states too little, or contradicts the rest. */
    UNKNOWN
}
