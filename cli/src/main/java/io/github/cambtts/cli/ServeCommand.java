package io.github.cambtts.cli;

import io.github.cambtts.RunId;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the fake service by itself. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = CambTts.Version.class,
        description = "Runs a fake service, prints its base URL on the first line, and goes on until it is stopped.")
final class ServeCommand implements RunCommand {

    private static final int HIGHEST_PORT = 65535;

    private final Environment surroundings;
    private final Cancellation cancellation;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "the port (default: any that is free)")
    private int port;

    @Option(
            names = {"-v", "--verbose"},
            description = "show stack traces")
    private boolean verbose;

    ServeCommand(Environment surroundings, Cancellation cancellation) {
        this.surroundings = surroundings;
        this.cancellation = cancellation;
    }

    @Override
    public Integer call() throws IOException, CommandFailedException, InterruptedException {
        try (EmbeddedServer server = start()) {
            surroundings.printResult(server.baseUrl());
            cancellation.await();
            return ExitCode.DONE;
        }
    }

    private EmbeddedServer start() throws CommandFailedException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw badPort("--port is a number from 0 to " + HIGHEST_PORT + ".", null);
        }
        try {
            return EmbeddedServer.start(port);
        } catch (IOException e) {
            throw badPort("Port " + port + " cannot be listened at: " + e.getMessage() + ". Choose another.", e);
        }
    }

    private CommandFailedException badPort(String message, @Nullable IOException cause) {
        return CommandFailedException.badArgument(run(), new IllegalArgumentException(message, cause));
    }

    @Override
    public Optional<RunId> run() {
        return Optional.empty();
    }

    @Override
    public boolean isJsonWanted() {
        return false;
    }

    @Override
    public boolean isTraceWanted() {
        return verbose;
    }
}
