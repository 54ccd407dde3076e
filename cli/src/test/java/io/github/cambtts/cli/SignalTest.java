package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
class SignalTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    private CommandProcess start(String... args) throws IOException {
        return CommandProcess.start(
                Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl()), directory, args);
    }

    private CommandProcess startAndAwaitDownload(String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("get", "" + ScriptedService.STALLS_IN_BODY));
        args.addAll(List.of(more));
        CommandProcess command = start(args.toArray(String[]::new));
        assertTrue(service.stalled().await(60, TimeUnit.SECONDS), () -> "no download: " + command.process());
        return command;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INT,130,jdkhttp,-o a.flac",
        "TERM,143,jdkhttp,-o a.flac",
        "INT,130,feign,-o a.flac",
        "TERM,143,feign,-o a.flac",
        "INT,130,jdkhttp,--json",
        "TERM,143,feign,--via raw_bytes",
        "INT,130,feign,-o -"
    })
    void signalDuringADownloadLeavesNothingBehind(String signal, int exitCode, String adapter, String options)
            throws Exception {
        List<String> more = new ArrayList<>(List.of("--adapter", adapter));
        more.addAll(List.of(options.split(" ")));
        try (CommandProcess command = startAndAwaitDownload(more.toArray(String[]::new))) {
            command.signal(signal);
            assertEquals(exitCode, command.exitCode(), command.stderr());
            assertEquals(List.of(), files());
            if (options.equals("--json")) {
                String document = command.stdout().readLine();
                assertTrue(document.contains("\"kind\":\"CANCELLED\""), document);
            }
            assertTrue(command.stderr().lines().count() <= 2, command.stderr());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT,130,jdkhttp", "TERM,143,feign"})
    void signalKeepsCompleteFilesAndASecondCommandFetchesTheRest(String signal, int exitCode, String adapter)
            throws Exception {
        List<String> ids = new ArrayList<>(List.of("" + ScriptedService.STALLS_IN_BODY));
        for (int run = 101; run <= 149; run++) {
            ids.add("" + run);
        }
        List<String> args = new ArrayList<>(List.of("get", "--jobs", "8", "--json", "--adapter", adapter));
        args.addAll(ids);
        try (CommandProcess command = start(args.toArray(String[]::new))) {
            // One line for each run but the one that stalls.
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < 49; i++) {
                lines.add(command.stdout().readLine());
            }
            assertTrue(lines.stream().allMatch(line -> line.contains("\"path\"")), lines.toString());
            command.signal(signal);
            assertEquals(exitCode, command.exitCode(), command.stderr());
            assertTrue(command.stdout().readLine().contains("\"kind\":\"CANCELLED\""));
            assertTrue(command.stderr().contains("50 runs: 49 saved"), command.stderr());
        }
        assertEquals(49, files().size(), files().toString());
        args.remove(args.indexOf("" + ScriptedService.STALLS_IN_BODY));
        args.addAll(List.of("150", "--skip-existing"));
        int before = service.requests();
        Outcome.of(service, directory, args.toArray(String[]::new)).endsWith(0);
        assertEquals(before + 1, service.requests());
    }

    @Test
    void signalReportsTheRunThatHadBegunApartFromThoseThatHadNot() throws Exception {
        try (CommandProcess command = startAndAwaitDownload("101", "--jobs", "1", "--json")) {
            command.signal("INT");
            assertEquals(130, command.exitCode(), command.stderr());
            String begun = command.stdout().readLine();
            assertTrue(
                    begun.contains("\"run_id\":3,\"attempts\":1,") && begun.contains("Retrieving run 3 was cancelled."),
                    begun);
            String notStarted = command.stdout().readLine();
            assertTrue(
                    notStarted.contains("\"run_id\":101,\"attempts\":0,") && notStarted.contains("\"Interrupted.\""),
                    notStarted);
        }
    }

    @Test
    void killedProcessLeavesATemporaryFileThatTheNextCommandIgnores() throws Exception {
        try (CommandProcess command = startAndAwaitDownload("-o", "a.flac")) {
            command.signal("KILL");
            assertEquals(137, command.exitCode());
        }
        List<String> left = files();
        assertEquals(1, left.size(), left.toString());
        assertTrue(left.get(0).matches("\\.camb-tts-[0-9a-f]+\\.part"), left.toString());

        Outcome.of(service, directory, "get", "" + ScriptedService.SPEECH, "-o", "a.flac")
                .endsWith(0);
        assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(directory.resolve("a.flac")));
        assertEquals(2, files().size(), files().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void readerThatClosesThePipeEndsTheCommandQuietly(String adapter) throws Exception {
        try (CommandProcess command = start("get", "" + ScriptedService.ENDLESS, "--adapter", adapter, "-o", "-")) {
            assertEquals('f', command.process().getInputStream().read());
            command.process().getInputStream().close();
            assertEquals(8, command.exitCode(), command.stderr());
            assertEquals("", command.stderr());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void signalEndsTheCheckOfALargeFile(String signal, int exitCode) throws Exception {
        Files.write(directory.resolve("whole.flac"), ScriptedService.FLAC);
        Recordings.writeLarge(directory.resolve("large.flac"));
        try (CommandProcess command = start("verify", "--json", "whole.flac", "large.flac", "whole.flac")) {
            while (!command.stacks().contains("TtsResults.check")) {
                assertTrue(command.process().isAlive(), command.stderr());
            }
            command.signal(signal);
            assertEquals(exitCode, command.exitCode(), command.stderr());
            assertTrue(command.stdout().readLine().contains("\"verdict\":\"COMPLETE\""));
            assertTrue(command.stdout().readLine().contains("\"kind\":\"CANCELLED\""));
            assertNull(command.stdout().readLine());
            assertEquals("", command.stderr());
        }
    }
}
