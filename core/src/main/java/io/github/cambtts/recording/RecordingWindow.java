package io.github.cambtts.recording;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

public final class RecordingWindow {
    public void update(ByteBuffer bytes) {}

    public Recording finish() {
        return new Recording(
                Format.FLAC, Verdict.UNKNOWN, "", OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
    }
}
