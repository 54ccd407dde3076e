package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private RecordingReport report() {
        return new RecordingReport(audio.recording());
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
        report().putProperties(document);
        document.put("attempts", audio.attempts());
        document.put("resumed_bytes", audio.resumedBytes());
        document.put("verified", audio.completeness().name());
        if (!report().isWhole()) {
            document.put("reason", audio.recording().reason());
        }
        report().putIntact(document);
        audio.sha256().ifPresent(digest -> document.put("sha256", digest));
        audio.requestId().ifPresent(id -> document.put("request_id", id));
        document.put("adapter", adapter);
        if (skipped) {
            document.put("skipped", true);
        }
        return document;
    }

    /** Returns the line that is printed without {@code --json}, and a second one for the SHA-256. */
    String toText() {
        List<String> facts = report().properties();
        if (audio.attempts() > 1) {
            facts.add(audio.attempts() + " attempts");
        }
        if (audio.resumedBytes() > 0) {
            facts.add(audio.resumedBytes() + " bytes resumed");
        }
        if (skipped) {
            facts.add("skipped");
        }
        facts.add(report().isWhole() ? "complete" : report().verdict());
        String digest = audio.sha256()
                .map(hex -> System.lineSeparator() + "SHA-256 " + hex)
                .orElse("");
        return PlainText.of(shown.toString()) + ": " + String.join(", ", facts) + digest;
    }
}
