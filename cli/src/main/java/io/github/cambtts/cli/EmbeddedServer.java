package io.github.cambtts.cli;

import static io.github.cambtts.cli.ServiceOptions.forOption;

import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The fake service in this process. Only this class uses it, so that only commands that need it load it. */
final class EmbeddedServer implements Closeable {

    private final FakeCambServer server;

    private EmbeddedServer(FakeCambServer server) {
        this.server = server;
    }

    /** Starts the server on a free port of the loopback interface; each run is a spoken sentence. */
    static EmbeddedServer start() throws IOException {
        return new EmbeddedServer(FakeCambServer.start());
    }

    /** Starts the server with TLS on a free port of the loopback interface. */
    static EmbeddedServer startTls() throws IOException {
        return new EmbeddedServer(FakeCambServer.start(new FakeCamb(), Wire.TLS, 0));
    }

    /**
     * Starts a server with the documented runs and the pages for tests in other languages.
     *
     * @param directory the directory that relative paths are resolved against
     * @param log receives one line per request
     * @throws IllegalArgumentException if an option's value is wrong
     * @throws IOException if the server cannot listen there
     */
    static EmbeddedServer start(ServeOptions options, Path directory, Consumer<String> log) throws IOException {
        FakeCamb camb = new FakeCamb(setup(options, directory));
        camb.onRequest(entry -> log.accept(entry.toString()));
        FakeCambServer.Builder builder = FakeCambServer.builder(camb)
                .wire(options.isTls() ? Wire.TLS : Wire.PLAIN)
                .pages((server, request) -> new ControlPages(server, options.isTls()).answerTo(request));
        options.host().ifPresent(builder::host);
        forOption("--port", () -> builder.port(options.port()));
        forOption("--storage-port", () -> builder.storagePort(options.storagePort()));
        options.publicUrl().ifPresent(url -> forOption("--public-url", () -> builder.publicUrl(url)));
        options.publicStorageUrl()
                .ifPresent(url -> forOption("--public-storage-url", () -> builder.publicStorageUrl(url)));
        return new EmbeddedServer(builder.start());
    }

    /** Reads the options once, and returns the setup to run at the start and after each reset. */
    private static Consumer<FakeCamb> setup(ServeOptions options, Path directory) {
        Optional<String> key = options.key();
        Optional<RecordingDirectory> recordings = options.recordings()
                .map(directory::resolve)
                .map(path -> forOption("--recordings", () -> new RecordingDirectory(path)));
        Map<Long, Integer> failures = options.failures();
        Optional<Duration> latency = options.latency();
        Optional<Integer> rate = options.bytesPerSecond();
        Optional<Duration> linkLifetime = options.linkLifetime();
        return camb -> {
            script(camb, recordings);
            key.ifPresent(camb::requireKey);
            failures.forEach((run, status) -> camb.run(run).answers(FakeResponse.error(status)));
            latency.ifPresent(camb::latency);
            rate.ifPresent(bytes -> set("--rate", () -> camb.bytesPerSecond(bytes)));
            linkLifetime.ifPresent(lifetime -> set("--link-lifetime", () -> camb.linkLifetime(lifetime)));
        };
    }

    /** Scripts the documented runs and tasks; a recording takes the place of a documented run. */
    static void script(FakeCamb camb, Optional<RecordingDirectory> recordings) {
        camb.onNewRun((id, run) -> {
            if (!recordings.map(each -> each.script(id.value(), run)).orElse(false)) {
                DocumentedRun.of(id.value()).ifPresent(each -> each.script(run));
            }
        });
        for (DocumentedTask task : DocumentedTask.values()) {
            task.script(camb);
        }
    }

    /** Runs a setter of the fake service; if it refuses the value, the exception names the option. */
    private static void set(String option, Runnable setting) {
        forOption(option, () -> {
            setting.run();
            return option;
        });
    }

    /** Returns a description of each documented run's and task's response, by its id. */
    static Map<String, String> documentedRuns() {
        Map<String, String> runs = new LinkedHashMap<>();
        for (DocumentedRun run : DocumentedRun.values()) {
            runs.put(Long.toString(run.runId()), run.description());
        }
        runs.put("others", "as run 1");
        for (DocumentedTask task : DocumentedTask.values()) {
            runs.put(task.taskId(), "task: " + task.description());
        }
        runs.put("other tasks", "404 Not Found");
        return runs;
    }

    /** Returns the certificate to trust. */
    String certificatePem() {
        return server.certificatePem();
    }

    String baseUrl() {
        return server.baseUrl().toString();
    }

    @Override
    public void close() {
        server.close();
    }
}
