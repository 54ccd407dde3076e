package io.github.cambtts.cli;

import io.github.cambtts.SaveOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The file that the audio is saved to. */
final class TargetOptions {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "the file (default: tts-RUN_ID.flac, or .wav where the server sends WAV)")
    private @Nullable String file;

    @Option(names = "--replace", description = "replace the file if it exists, once the new one is whole")
    private boolean replace;

    Optional<String> file() {
        return Optional.ofNullable(file);
    }

    SaveOptions saving() {
        return replace ? SaveOptions.defaults().withReplacing() : SaveOptions.defaults();
    }
}
