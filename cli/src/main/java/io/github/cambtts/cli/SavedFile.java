package io.github.cambtts.cli;

import io.github.cambtts.RecordingCheck;
import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A saved recording, and how it is reported.
 *
 * @param audio the library's receipt
 * @param path the path of the file
 * @param shown the path as the user gave it
 * @param skipped whether the file existed already
 */
record SavedFile(SavedAudio audio, Path path, Path shown, boolean skipped) {

    static SavedFile of(SavedAudio audio, Path shown) {
        return new SavedFile(audio, audio.path().orElse(shown), shown, false);
    }

    /** Returns the document that {@code --json} prints. */
    String toJson(String adapter) {
        return Json.write(document(adapter));
    }

    /** Returns the document that {@code --json} prints for one run of many. */
    String toJsonLine(String adapter) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        RunId run = audio.runId();
        document.put("run_id", run.value());
        document.putAll(document(adapter));
        return Json.write(document);
    }

    private Map<String, @Nullable Object> document(String adapter) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("path", path.toAbsolutePath().toString());
        document.put("bytes", audio.bytes());
        document.put("media_type", audio.mediaType());
        document.put("sample_rate_hz", orNull(audio.recording().sampleRateHz()));
        document.put("channels", orNull(audio.recording().channels()));
        document.put("duration_ms", audio.duration().map(Duration::toMillis).orElse(null));
        document.put("attempts", audio.attempts());
        document.put("resumed_bytes", audio.resumedBytes());
        document.put("verified", audio.completeness().name());
        audio.sha256().ifPresent(digest -> document.put("sha256", digest));
        audio.requestId().ifPresent(id -> document.put("request_id", id));
        document.put("adapter", adapter);
        if (skipped) {
            document.put("skipped", true);
        }
        return document;
    }

    static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    /** Returns the line that is printed without {@code --json}, and a second one for the SHA-256. */
    String toText() {
        List<String> facts = facts(audio.recording());
        if (audio.attempts() > 1) {
            facts.add(audio.attempts() + " attempts");
        }
        if (audio.resumedBytes() > 0) {
            facts.add(audio.resumedBytes() + " bytes resumed");
        }
        facts.add(
                switch (audio.completeness()) {
                    case COMPLETE -> "complete";
                    case UNKNOWN -> "completeness unknown: " + audio.recording().reason();
                    case TRUNCATED -> "CUT SHORT: " + audio.recording().reason();
                    case DAMAGED -> "DAMAGED: " + audio.recording().reason();
                });
        if (skipped) {
            facts.add("skipped");
        }
        String digest = audio.sha256()
                .map(hex -> System.lineSeparator() + "SHA-256 " + hex)
                .orElse("");
        return PlainText.of(shown.toString()) + ": " + String.join(", ", facts) + digest;
    }

    /** Returns the properties that are printed of every recording, from the media type to the number of bytes. */
    static List<String> facts(RecordingCheck recording) {
        List<String> facts = new ArrayList<>();
        facts.add(recording.mediaType());
        recording.sampleRateHz().ifPresent(rate -> facts.add(rate + " Hz"));
        recording.channels().ifPresent(count -> facts.add(count == 1 ? "1 channel" : count + " channels"));
        recording.duration().ifPresent(length -> facts.add(Quantity.seconds(length)));
        facts.add(recording.bytes() + " bytes");
        return facts;
    }
}
