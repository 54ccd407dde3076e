package io.github.cambtts.internal.recording;

import java.io.IOException;
import java.util.OptionalLong;

/** What the end of a FLAC file proves: how far its last intact frame goes, compared with what STREAMINFO announces. */
final class FlacEnding {

    private FlacEnding() {}

    /**
     * Returns the verdict.
     *
     * @param info what the file announces
     * @param audioBytes how many bytes follow the metadata blocks
     * @param tail the last of these bytes
     * @param checkpoint may end the work
     */
    static Recording judge(StreamInfo info, long audioBytes, byte[] tail, Checkpoint checkpoint) throws IOException {
        if (audioBytes == 0) {
            return info.isTotalKnown()
                    ? info.recording(Verdict.TRUNCATED, "it ends before its first frame")
                    : info.recording(Verdict.UNKNOWN, "it has no frame, and its header announces no number of samples");
        }
        LastFrame.Search last = LastFrame.find(tail, info, checkpoint);
        if (last.found().isPresent()) {
            return judge(info, last.found().get().endSample(info));
        }
        if (last.isGivenUp()) {
            return info.recording(Verdict.UNKNOWN, "too much of its end looks like the beginning of a frame");
        }
        // STREAMINFO may announce longer frames than should be kept in memory.
        boolean isSearchedFarEnough = tail.length == audioBytes || info.maxFrameBytes() <= info.frameBytesLimit();
        return isSearchedFarEnough
                ? info.recording(Verdict.TRUNCATED, "it does not end with an intact frame")
                : info.recording(Verdict.UNKNOWN, "its frames may be longer than the part that was searched");
    }

    private static Recording judge(StreamInfo info, OptionalLong endSample) {
        if (endSample.isEmpty()) {
            return info.recording(
                    Verdict.UNKNOWN, "its last frame is intact, but it is not known which samples it holds");
        }
        long end = endSample.getAsLong();
        if (!info.isTotalKnown()) {
            // A cut between two frames looks just the same.
            String reason = "its last frame is intact, but its header announces no number of samples";
            return info.recording(Verdict.UNKNOWN, reason, endSample);
        }
        long total = info.totalSamples();
        if (end > total) {
            String reason = "its last frame ends at sample " + end + ", but its header announces " + total;
            return info.recording(Verdict.UNKNOWN, reason);
        }
        return end < total
                ? info.recording(Verdict.TRUNCATED, "its last frame ends at sample " + end + " of " + total)
                : info.recording(Verdict.COMPLETE, "its last frame is intact and ends at the last sample announced");
    }
}
