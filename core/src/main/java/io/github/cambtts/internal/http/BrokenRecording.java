package io.github.cambtts.internal.http;

import io.github.cambtts.CallSubject;
import io.github.cambtts.Completeness;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RecordingCheck;

/** What an exception says about a recording that is proved not to be whole. */
public final class BrokenRecording {

    private BrokenRecording() {}

    public static boolean isBroken(RecordingCheck recording) {
        return recording.completeness() == Completeness.TRUNCATED || recording.completeness() == Completeness.DAMAGED;
    }

    public static ErrorKind kind(RecordingCheck recording) {
        return recording.completeness() == Completeness.TRUNCATED ? ErrorKind.TRUNCATED : ErrorKind.DAMAGED;
    }

    /** Returns what is wrong with it, as a sentence without its full stop. */
    public static String describe(RecordingCheck recording, CallSubject subject) {
        boolean isCut = recording.completeness() == Completeness.TRUNCATED;
        return "The recording of " + subject.label() + (isCut ? " is cut short: " : " is damaged: ")
                + recording.reason();
    }
}
