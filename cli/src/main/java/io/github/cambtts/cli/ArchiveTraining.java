package io.github.cambtts.cli;

import io.github.cambtts.cli.Terminal.TerminalSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Runs typical commands against a fake service in this process, so that the JVM records the classes to put into the
 * archive. Started by {@code libexec/make-archive}.
 */
final class ArchiveTraining {

    private static final String[][] COMMANDS = {
        {"--version"},
        {"get", "--help"},
        {"get", "no-number"},
        {"get", "1", "--no-such-option"},
        {"get", "1", "-o", "a.flac", "--sha256"},
        {"get", "2", "--json", "--via", "file_url"},
        {"get", "3", "--adapter", "feign", "--json"},
        {"get", "4", "5", "6", "--jobs", "2", "--output-dir", "many", "--skip-existing"},
        {"get", "7", "-o", "-"},
        {"get", "8", "--via", "file_url", "--adapter", "feign", "--quiet"},
        {"url", "1"},
        {"url", "1", "--adapter", "feign", "--json"},
        {"verify", "a.flac"},
    };

    private ArchiveTraining() {}

    /**
     * Runs the commands in a directory.
     *
     * @param args the directory
     */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        // Loads the classes that main needs besides those of run.
        Environment.ofProcess();
        for (boolean tls : new boolean[] {false, true}) {
            try (EmbeddedServer server = tls ? EmbeddedServer.startTls() : EmbeddedServer.start()) {
                Path place = Files.createDirectory(directory.resolve(tls ? "tls" : "plain"));
                if (tls) {
                    Files.writeString(place.resolve("ca.pem"), server.certificatePem());
                }
                for (String[] command : COMMANDS) {
                    run(command, server, place, tls);
                }
            }
        }
        // Non-daemon threads of client and server would keep the JVM alive.
        System.exit(ExitCode.DONE);
    }

    private static void run(String[] command, EmbeddedServer server, Path place, boolean tls) {
        Stdout nowhere = new Stdout(OutputStream.nullOutputStream(), () -> false);
        boolean needsCaFile = tls && (command[0].equals("get") || command[0].equals("url")) && command.length > 1;
        String[] args = needsCaFile ? with(command, "--ca-file", "ca.pem") : command;
        CambTts.run(
                args,
                new Environment(
                        Map.of(
                                Environment.KEY_VARIABLE,
                                "training-key",
                                Environment.BASE_URL_VARIABLE,
                                server.baseUrl()),
                        place,
                        new ByteArrayInputStream(new byte[0]),
                        nowhere,
                        new PrintStream(nowhere, true, StandardCharsets.UTF_8),
                        new PrintStream(nowhere, true, StandardCharsets.UTF_8),
                        false,
                        true,
                        () -> Optional.of(new TerminalSize(80, 24))),
                new Cancellation());
    }

    private static String[] with(String[] command, String... more) {
        String[] all = Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }
}
