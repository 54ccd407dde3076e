package io.github.cambtts.cli;

import io.github.cambtts.SavedAudio;
import io.github.cambtts.SavedAudio.Completeness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A recording on disk, and what is told about it.
 *
 * @param audio the library's receipt
 * @param path where the file is
 * @param shown its path as the user gave it
 */
record SavedFile(SavedAudio audio, Path path, Path shown) {

    static SavedFile of(SavedAudio audio, Path shown) {
        return new SavedFile(audio, audio.path().orElse(shown), shown);
    }

    /** Returns the document that {@code --json} prints. */
    String toJson(String adapter) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("path", path.toAbsolutePath().toString());
        document.put("bytes", audio.bytes());
        document.put("media_type", audio.mediaType());
        document.put("sample_rate_hz", orNull(audio.sampleRateHz()));
        document.put("channels", orNull(audio.channels()));
        document.put("duration_ms", audio.duration().map(Duration::toMillis).orElse(null));
        document.put("attempts", audio.attempts());
        document.put("resumed_bytes", audio.resumedBytes());
        document.put("verified", audio.completeness().name());
        audio.sha256().ifPresent(digest -> document.put("sha256", digest));
        audio.requestId().ifPresent(id -> document.put("request_id", id));
        document.put("adapter", adapter);
        return Json.write(document);
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    /** Returns the line that is printed without {@code --json}, and a second one for the SHA-256. */
    String toText() {
        List<String> facts = new ArrayList<>();
        facts.add(audio.mediaType());
        audio.sampleRateHz().ifPresent(rate -> facts.add(rate + " Hz"));
        audio.channels().ifPresent(count -> facts.add(count == 1 ? "1 channel" : count + " channels"));
        audio.duration().ifPresent(length -> facts.add(String.format(Locale.ROOT, "%.2f s", length.toMillis() / 1e3)));
        facts.add(audio.bytes() + " bytes");
        if (audio.attempts() > 1) {
            facts.add(audio.attempts() + " attempts");
        }
        if (audio.resumedBytes() > 0) {
            facts.add(audio.resumedBytes() + " bytes resumed");
        }
        facts.add(audio.completeness() == Completeness.COMPLETE ? "complete" : "completeness unknown");
        String digest = audio.sha256()
                .map(hex -> System.lineSeparator() + "SHA-256 " + hex)
                .orElse("");
        return shown + ": " + String.join(", ", facts) + digest;
    }
}
