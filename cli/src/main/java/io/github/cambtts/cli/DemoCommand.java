package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Saves a run's audio over HTTP, from a fake service in this process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = "Saves the audio of a run from a fake service in this process. No key is needed.")
final class DemoCommand implements RunCommand {

    private static final RunId RUN = RunId.of(1);
    private static final String ANY_KEY = "demo-key";

    private final Environment environment;
    private final Cancellation cancellation;

    @Mixin
    private TargetOptions target = new TargetOptions();

    @Mixin
    private AdapterOption adapter = new AdapterOption();

    @Mixin
    private TraceOption trace = new TraceOption();

    DemoCommand(Environment environment, Cancellation cancellation) {
        this.environment = environment;
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException {
        try (EmbeddedServer server = EmbeddedServer.start();
                TtsResults results = connect(server)) {
            cancellation.onCancel(results::close);
            Path shown = shownTarget();
            environment.printResult("A fake CAMB.AI service listens at " + server.baseUrl() + ".");
            SavedAudio audio = results.save(RUN, environment.directory().resolve(shown), target.saving());
            environment.printResult(
                    "Run " + RUN + " was fetched through the adapter " + adapter.name(environment) + ":");
            environment.printResult(SavedFile.of(audio, shown).toText());
            environment.printResult("Listen to it: ffplay -nodisp -autoexit " + ShellWord.of(playable(shown)));
            return ExitCode.DONE;
        }
    }

    /** A player takes {@code -x} for an option and {@code a:b} for a protocol. */
    private static String playable(Path shown) {
        String name = shown.toString();
        return name.startsWith("-") || (!shown.isAbsolute() && name.contains(":")) ? "./" + name : name;
    }

    private Path shownTarget() throws CommandFailedException {
        try {
            if (target.file().filter("-"::equals).isPresent()) {
                throw new IllegalArgumentException("-o - is for get: demo writes a file. Give its name.");
            }
            return FileNames.file("-o", target.file().orElse("tts-" + RUN + ".flac"));
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    private TtsResults connect(EmbeddedServer server) throws CommandFailedException {
        try {
            return TtsResults.builder()
                    .apiKey(ANY_KEY)
                    .baseUrl(server.baseUrl())
                    .transport(adapter.name(environment))
                    .build();
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        }
    }

    @Override
    public Optional<RunId> run() {
        return Optional.of(RUN);
    }

    @Override
    public boolean isTraceWanted() {
        return trace.isTraceWanted();
    }
}
