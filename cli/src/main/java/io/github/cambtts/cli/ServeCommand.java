package io.github.cambtts.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the fake service by itself. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = {
            "Runs a fake service for tests in any language: prints its base URL, alone, on the first line, and runs"
                    + " until it is stopped. SIGTERM ends it with exit code 0.",
            "GET / lists the runs and pages. GET /journal returns the requests as JSON, without keys; DELETE /journal"
                    + " clears it. POST /runs/7?status=503&times=2&retry_after=3 makes a run fail; POST /reset restores the"
                    + " initial state."
        })
final class ServeCommand implements RunCommand {

    private final Environment environment;
    private final Cancellation cancellation;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Option(names = "--quiet", description = "log no requests on stderr")
    private boolean quiet;

    @Mixin
    private TraceOption trace = new TraceOption();

    ServeCommand(Environment environment, Cancellation cancellation) {
        this.environment = environment;
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException, InterruptedException {
        Signals.on("TERM", cancellation::cancel);
        try (RequestLog log = RequestLog.start(environment.err());
                EmbeddedServer server = start(quiet ? line -> {} : log::add)) {
            environment.printResult(server.baseUrl());
            cancellation.await();
            return ExitCode.DONE;
        }
    }

    private EmbeddedServer start(Consumer<String> log) throws CommandFailedException {
        try {
            Optional<Path> certificateFile = options.certificateFile().map(environment.directory()::resolve);
            EmbeddedServer server = EmbeddedServer.start(options, environment.directory(), log);
            if (certificateFile.isPresent()) {
                write(server, certificateFile.get());
            }
            return server;
        } catch (IllegalArgumentException e) {
            throw CommandFailedException.badArgument(run(), e);
        } catch (IOException e) {
            throw CommandFailedException.badArgument(
                    run(),
                    new IllegalArgumentException(
                            "The fake service cannot listen at "
                                    + options.host().orElse("loopback") + ", --port "
                                    + options.port() + " and --storage-port " + options.storagePort() + ": "
                                    + e.getMessage() + ". Choose others.",
                            e));
        }
    }

    private void write(EmbeddedServer server, Path file) throws CommandFailedException {
        try {
            Files.writeString(file, server.certificatePem());
        } catch (IOException e) {
            server.close();
            throw CommandFailedException.onDisk(
                    run(),
                    "The certificate cannot be written to " + PlainText.of(file.toString()) + ": "
                            + FileErrors.reason(e) + ".",
                    e);
        }
    }

    @Override
    public Map<String, String> documentedRuns() {
        return EmbeddedServer.documentedRuns();
    }

    @Override
    public boolean isTraceWanted() {
        return trace.isTraceWanted();
    }
}
