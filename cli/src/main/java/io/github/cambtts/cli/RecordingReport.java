package io.github.cambtts.cli;

import io.github.cambtts.Completeness;
import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RecordingCheck.Intact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How every command reports a recording: its properties, and what is proved about it.
 *
 * @param recording the library's result
 */
record RecordingReport(RecordingCheck recording) {

    private static final String NO_RECORDING = "application/octet-stream";

    /** Tells whether it is FLAC or WAV. */
    boolean isRecording() {
        return !recording.mediaType().equals(NO_RECORDING);
    }

    /** Tells whether it is proved to be whole. */
    boolean isWhole() {
        return recording.completeness() == Completeness.COMPLETE;
    }

    /** Tells whether it is proved to be cut short or damaged. */
    boolean isBroken() {
        return recording.completeness() == Completeness.TRUNCATED || recording.completeness() == Completeness.DAMAGED;
    }

    /** Returns the properties, from the media type to the number of bytes. */
    List<String> properties() {
        List<String> properties = new ArrayList<>();
        properties.add(recording.mediaType());
        recording.sampleRateHz().ifPresent(rate -> properties.add(rate + " Hz"));
        recording.channels().ifPresent(count -> properties.add(count == 1 ? "1 channel" : count + " channels"));
        recording.duration().ifPresent(length -> properties.add(Quantity.seconds(length)));
        properties.add(recording.bytes() + " bytes");
        return properties;
    }

    /** Returns what is proved and, unless it is whole, where it is broken and why. */
    String verdict() {
        String word = recording.completeness().name();
        return isWhole() ? word : word + recording.intact().map(this::place).orElse("") + ": " + recording.reason();
    }

    /** Returns where the intact part ends. */
    private String place(Intact intact) {
        List<String> place = new ArrayList<>();
        intact.samples().ifPresent(samples -> place.add("sample " + samples + ofTotal(samples)));
        place.add("byte " + intact.bytes());
        intact.frames().ifPresent(frames -> place.add("frame " + frames));
        return " at " + String.join(", ", place);
    }

    private String ofTotal(long samples) {
        OptionalLong all = recording.totalSamples();
        OptionalInt rate = recording.sampleRateHz();
        String total = all.isPresent() ? " of " + all.getAsLong() : "";
        if (rate.isEmpty()) {
            return total;
        }
        String seconds = Quantity.seconds(Duration.ofMillis(1000 * samples / rate.getAsInt()));
        return total + " (" + seconds
                + recording
                        .duration()
                        .map(length -> " of " + Quantity.seconds(length))
                        .orElse("") + ")";
    }

    /** Adds the properties to a document. */
    void putProperties(Map<String, @Nullable Object> document) {
        document.put("bytes", recording.bytes());
        document.put("media_type", recording.mediaType());
        document.put("sample_rate_hz", orNull(recording.sampleRateHz()));
        document.put("channels", orNull(recording.channels()));
        document.put("duration_ms", recording.duration().map(Duration::toMillis).orElse(null));
    }

    /** Adds how much is intact to a document, if it is broken. */
    void putIntact(Map<String, @Nullable Object> document) {
        recording.intact().ifPresent(intact -> {
            document.put("intact_samples", orNull(intact.samples()));
            document.put("intact_bytes", intact.bytes());
            document.put("intact_frames", orNull(intact.frames()));
        });
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    static @Nullable Long orNull(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}
