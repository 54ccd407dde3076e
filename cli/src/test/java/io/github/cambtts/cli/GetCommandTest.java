package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GetCommandTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    private Outcome get(Object... args) {
        return Outcome.of(service, directory, arguments(args));
    }

    private static String[] arguments(Object... args) {
        List<String> all = new ArrayList<>(List.of("get"));
        Stream.of(args).map(String::valueOf).forEach(all::add);
        return all.toArray(String[]::new);
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @CsvSource({"jdkhttp,raw_bytes", "jdkhttp,file_url", "feign,raw_bytes", "feign,file_url"})
    void savesTheAudioAndPrintsItsProperties(String adapter, String via) throws IOException {
        Outcome outcome = get(ScriptedService.SPEECH, "--adapter", adapter, "--via", via, "-o", "a.flac")
                .endsWith(0);
        assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(directory.resolve("a.flac")));
        assertTrue(outcome.out().startsWith("a.flac: audio/flac, "), outcome.out());
        assertEquals(1, outcome.out().lines().count());
        assertEquals("", outcome.stderr());
        assertEquals(Set.of("a.flac"), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void printsOneJsonDocumentOnSuccess(String adapter) throws Exception {
        JsonNode json = get(ScriptedService.SPEECH, "--adapter", adapter, "--json", "--sha256", "-o", "ä \"b\".flac")
                .endsWith(0)
                .json();
        List<String> fields = new ArrayList<>();
        json.fieldNames().forEachRemaining(fields::add);
        assertEquals(
                List.of(
                        "path",
                        "bytes",
                        "media_type",
                        "sample_rate_hz",
                        "channels",
                        "duration_ms",
                        "attempts",
                        "resumed_bytes",
                        "verified",
                        "sha256",
                        "request_id",
                        "adapter"),
                fields);
        assertEquals(
                directory.resolve("ä \"b\".flac").toString(), json.path("path").textValue());
        assertEquals(ScriptedService.FLAC.length, json.path("bytes").longValue());
        assertEquals("audio/flac", json.path("media_type").textValue());
        assertEquals(1, json.path("attempts").intValue());
        assertEquals(0, json.path("resumed_bytes").intValue());
        assertTrue(Set.of("COMPLETE", "UNKNOWN").contains(json.path("verified").textValue()));
        assertEquals(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ScriptedService.FLAC)),
                json.path("sha256").textValue());
        assertEquals("request-7", json.path("request_id").textValue());
        assertEquals(adapter, json.path("adapter").textValue());
    }

    @Test
    void omitsAbsentFieldsFromTheJsonDocument() throws IOException {
        JsonNode json = get(ScriptedService.SPEECH, "--json", "-o", "a.flac")
                .endsWith(0)
                .json();
        assertFalse(json.has("sha256"));
    }

    /** A device or a pipe cannot be replaced by a file, and writing to it is what -o - is for. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "fifo", "link"})
    void targetThatIsNoFileIsRefusedWithTheWayToWriteToIt(String target) throws Exception {
        Process made = new ProcessBuilder("mkfifo", directory.resolve("fifo").toString()).start();
        assertEquals(0, made.waitFor());
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("fifo"));
        for (String more : List.of("--quiet", "--replace", "--skip-existing")) {
            Outcome outcome = get(ScriptedService.SPEECH, "-o", target, more).endsWith(2);
            assertTrue(outcome.stderr().contains("-o - >" + target), outcome.stderr());
            assertFalse(outcome.stderr().contains("--replace"), outcome.stderr());
        }
        assertEquals(0, service.requests());
    }

    @Test
    void namesTheFileAfterTheRun() throws IOException {
        Outcome outcome = get(ScriptedService.SPEECH).endsWith(0);
        assertTrue(outcome.out().startsWith("tts-1.flac: "), outcome.out());
        assertEquals(Set.of("tts-1.flac"), files());
        assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(directory.resolve("tts-1.flac")));
    }

    @Test
    void namesTheFileAfterItsFormatWhereTheServerSendsWav() throws IOException {
        JsonNode json = get(ScriptedService.OLD_WAV, "--json").endsWith(0).json();
        assertEquals(
                directory.resolve("tts-2.wav").toString(), json.path("path").textValue());
        assertEquals("audio/wav", json.path("media_type").textValue());
        assertEquals(Set.of("tts-2.wav"), files());
        assertArrayEquals(ScriptedService.WAV, Files.readAllBytes(directory.resolve("tts-2.wav")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tts-2.flac", "tts-2.wav"})
    void refusesAnExistingDefaultFileBeforeItSendsARequest(String taken) throws IOException {
        Files.writeString(directory.resolve(taken), "mine");
        JsonNode error =
                get(ScriptedService.OLD_WAV, "--json").endsWith(8).json().path("error");
        assertEquals("FILE_EXISTS", error.path("kind").textValue());
        assertEquals("SaveException", error.path("type").textValue());
        assertEquals(0, error.path("attempts").intValue());
        assertEquals("mine", Files.readString(directory.resolve(taken)));
        assertEquals(Set.of(taken), files());
        assertEquals(0, service.requests());
    }

    @Test
    void replacingUnderADefaultNameKeepsAFileOfTheOtherFormat() throws IOException {
        Files.writeString(directory.resolve("tts-2.flac"), "mine");
        Files.writeString(directory.resolve("tts-2.wav"), "old");
        get(ScriptedService.OLD_WAV, "--replace").endsWith(0);
        assertEquals("mine", Files.readString(directory.resolve("tts-2.flac")));
        assertArrayEquals(ScriptedService.WAV, Files.readAllBytes(directory.resolve("tts-2.wav")));
        assertEquals(Set.of("tts-2.flac", "tts-2.wav"), files());
    }

    @Test
    void failureUnderADefaultNameLeavesNoFile() throws IOException {
        get(404).endsWith(4);
        assertEquals(Set.of(), files());
    }

    @Test
    void replacesOnlyWhenToldTo() throws IOException {
        Path file = Files.writeString(directory.resolve("a.flac"), "old");
        Outcome refused = get(ScriptedService.SPEECH, "-o", "a.flac").endsWith(8);
        assertTrue(refused.stderr().contains("--replace"), refused.stderr());
        assertEquals("old", Files.readString(file));
        assertEquals(0, service.requests());
        get(ScriptedService.SPEECH, "-o", "a.flac", "--replace").endsWith(0);
        assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void writesTheAudioAndNothingElseToStdout(String adapter) throws IOException {
        Outcome outcome = get(ScriptedService.SPEECH, "--adapter", adapter, "-o", "-", "--sha256")
                .endsWith(0);
        assertArrayEquals(ScriptedService.FLAC, outcome.stdout());
        assertTrue(outcome.stderr().matches("SHA-256 [0-9a-f]{64}\\R"), outcome.stderr());
        assertEquals(Set.of(), files());
    }

    @Test
    void failureLeavesStdoutEmptyIfItIsForTheAudio() {
        Outcome outcome = get(404, "-o", "-").endsWith(4);
        assertEquals("", outcome.out());
        assertTrue(outcome.stderr().contains("404"), outcome.stderr());
    }

    @Test
    void audioAndJsonCannotShareStdout() {
        Outcome outcome = get(ScriptedService.SPEECH, "-o", "-", "--json").endsWith(2);
        assertEquals("", outcome.out());
        assertTrue(outcome.stderr().contains("stdout"), outcome.stderr());
        assertEquals(0, service.requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void brokenPipePrintsNoStackTrace(String adapter) {
        Outcome outcome = Outcome.withBrokenPipe(
                        service, directory, arguments(ScriptedService.SPEECH, "--adapter", adapter, "-o", "-"))
                .endsWith(8);
        assertEquals("", outcome.stderr());
        outcome = Outcome.withBrokenPipe(service, directory, arguments(ScriptedService.SPEECH, "--json"))
                .endsWith(8);
        assertEquals("", outcome.stderr());
    }

    @Test
    void quietPrintsNothing() {
        Outcome outcome = get(ScriptedService.SPEECH, "--quiet", "-o", "a.flac").endsWith(0);
        assertEquals("", outcome.out() + outcome.stderr());
    }

    @Test
    void showsProgressOnATerminalOnly() {
        Outcome shown = Outcome.onTerminal(service, directory, arguments(ScriptedService.SPEECH, "-o", "a.flac"))
                .endsWith(0);
        assertTrue(shown.stderr().matches("(?s).*run 1: [0-9.]+ kB in [0-9.]+ s, [0-9.]+ [kM]B/s\\R"), shown.stderr());
        assertTrue(shown.out().startsWith("a.flac: "), shown.out());
        Outcome quiet = Outcome.onTerminal(
                        service, directory, arguments(ScriptedService.SPEECH, "--quiet", "-o", "b.flac"))
                .endsWith(0);
        assertEquals("", quiet.stderr());
        Outcome piped = Outcome.onTerminal(service, directory, arguments(ScriptedService.SPEECH, "-o", "-"));
        assertArrayEquals(ScriptedService.FLAC, piped.stdout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void retriesAsOftenAsAllowed(String adapter) throws IOException {
        JsonNode json = get(ScriptedService.BUSY_ONCE, "--adapter", adapter, "--json", "-o", "a.flac")
                .endsWith(0)
                .json();
        assertEquals(2, json.path("attempts").intValue());
        JsonNode error = get(503, "--adapter", adapter, "--retries", "1", "--json")
                .endsWith(5)
                .json()
                .path("error");
        assertEquals(2, error.path("attempts").intValue());
        assertTrue(error.path("retryable").booleanValue());
    }

    @Test
    void keyFileTakesPrecedenceOverTheEnvironment() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), Outcome.KEY + "\n");
        Outcome.of(
                        Map.of("CAMB_API_KEY", "another-key"),
                        directory,
                        arguments(
                                ScriptedService.SPEECH,
                                "--api-key-file",
                                file,
                                "--base-url",
                                service.baseUrl(),
                                "-o",
                                "a.flac"))
                .endsWith(0);
    }

    @Test
    void verboseShowsTheStackTraceOfAFailure() {
        Outcome outcome = get(404, "-v");
        assertEquals(4, outcome.exitCode());
        assertTrue(outcome.stderr().contains("\tat io.github.cambtts"), outcome.stderr());
    }

    private static List<String> withoutMillis(Outcome outcome) {
        return outcome.stderr()
                .lines()
                .map(line -> line.replaceAll("[0-9]+ ms", "N ms"))
                .toList();
    }

    @Test
    void verboseLogsEachStep() {
        Outcome outcome = get(ScriptedService.SPEECH, "-v", "-o", "a.flac").endsWith(0);
        assertEquals(
                List.of(
                        "run 1: connecting after N ms, at byte 0",
                        "run 1: attempt 1: the API answered 200 after N ms",
                        "run 1: downloading after N ms, at byte 0 of " + ScriptedService.FLAC.length,
                        "run 1: verifying after N ms, at byte " + ScriptedService.FLAC.length + " of "
                                + ScriptedService.FLAC.length),
                withoutMillis(outcome));
        assertEquals(1, outcome.out().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"jdkhttp,HttpClient: ", "feign,TaskRunner: "})
    void logsOfTheHttpStackShowNoSecret(String adapter, String expected) throws Exception {
        // In a separate process: the JDK's client reads its log setting only once.
        Map<String, String> environment = Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl());
        try (CommandProcess command = CommandProcess.start(
                environment, directory, "get", "1", "-vv", "--via", "file_url", "--adapter", adapter)) {
            assertEquals(0, command.exitCode(), command.stderr());
            assertTrue(command.stderr().contains(expected), command.stderr());
            assertFalse(command.stderr().contains("Signature"), command.stderr());
            assertFalse(command.stderr().contains(ScriptedService.SIGNATURE), command.stderr());
            assertFalse(command.stderr().contains(Outcome.KEY), command.stderr());
            assertFalse(command.stderr().contains("/audio"), command.stderr());
        }
    }

    /** The library warns that a temporary name cannot be removed. */
    @ParameterizedTest
    @CsvSource({"--quiet,''", "--progress,json"})
    void warningsOfTheLibraryAreLoggedOnlyIfAskedFor(String option, String value) throws Exception {
        Path kept = Files.createDirectory(directory.resolve("kept"));
        assumeTrue(ranChattr("+a", kept), "this user or file system has no append-only directories");
        try {
            Map<String, String> environment = Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl());
            String[] quiet = Stream.of("get", "1", "-o", "kept/a.flac", option, value)
                    .filter(each -> !each.isEmpty())
                    .toArray(String[]::new);
            try (CommandProcess command = CommandProcess.start(environment, directory, quiet)) {
                assertEquals(0, command.exitCode(), command.stderr());
                assertFalse(command.stderr().contains("temporary name"), command.stderr());
            }
            try (CommandProcess command =
                    CommandProcess.start(environment, directory, "get", "1", "-o", "kept/b.flac", "-vv")) {
                assertEquals(0, command.exitCode(), command.stderr());
                assertTrue(command.stderr().contains("temporary name"), command.stderr());
            }
        } finally {
            assertTrue(ranChattr("-a", kept));
        }
    }

    private static boolean ranChattr(String mode, Path file) throws InterruptedException {
        try {
            return new ProcessBuilder("chattr", mode, file.toString())
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void stackTracesInLogsOfTheHttpStackAreIndentedWithSpaces() throws Exception {
        Map<String, String> environment = Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl());
        try (CommandProcess command = CommandProcess.start(
                environment, directory, "get", "" + ScriptedService.CUT_SHORT, "-vv", "--retries", "0")) {
            assertEquals(6, command.exitCode(), command.stderr());
            assertTrue(command.stderr().contains("HttpClient:     at "), command.stderr());
        }
    }

    @Test
    void verboseLogsEachAttempt() {
        Outcome outcome = get(ScriptedService.BUSY_ONCE, "-v", "-o", "a.flac").endsWith(0);
        List<String> attempts = withoutMillis(outcome).stream()
                .filter(line -> line.contains("answered"))
                .toList();
        assertEquals("run 12: attempt 1: the API answered 503 after N ms", attempts.get(0), outcome.stderr());
        assertTrue(
                attempts.get(1).matches("run 12: answered 503, trying again in 0\\.[0-9]{2} s \\(2 of 3\\)"),
                outcome.stderr());
        assertEquals("run 12: attempt 2: the API answered 200 after N ms", attempts.get(2), outcome.stderr());
    }

    @ParameterizedTest
    @CsvSource({"jdkhttp,raw_bytes", "jdkhttp,file_url", "feign,raw_bytes", "feign,file_url"})
    void cutRecordingOnStdoutIsCalledCut(String adapter, String via) throws IOException {
        Outcome outcome = get(ScriptedService.CUT_RECORDING, "--adapter", adapter, "--via", via, "-v", "-o", "-");
        assertEquals(6, outcome.exitCode());
        assertArrayEquals(Recordings.cut(), outcome.stdout());
        List<String> lines = outcome.stderr().lines().toList();
        assertEquals(
                "camb-tts: The recording of run 15 is cut short: it ends within its last frame. Try again.",
                lines.get(lines.size() - 1));
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("run 15: the audio was cut short, trying again in ")),
                outcome.stderr());
        assertFalse(outcome.stderr().contains("connection broke"), outcome.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void cutRecordingThatStorageCannotCompleteIsCalledCut(String adapter) throws IOException {
        // More than what would be compared if the response came again.
        Content cut = Content.of(Arrays.copyOf(Content.flac(200_000).bytes(), 150_000));
        FakeCamb camb = new FakeCamb();
        camb.run(60).audio(cut);
        camb.run(60).answers(OutputType.FILE_URL, FakeResponse.error(404));
        try (FakeCambServer server = FakeCambServer.start(camb, FakeCambServer.Wire.PLAIN, 0)) {
            Map<String, String> environment = Map.of(
                    "CAMB_API_KEY",
                    Outcome.KEY,
                    "CAMB_BASE_URL",
                    server.baseUrl().toString());
            Outcome outcome = Outcome.of(environment, directory, "get", "60", "--adapter", adapter, "-o", "-")
                    .endsWith(6);
            assertEquals(150_000, outcome.stdout().length);
            assertTrue(
                    outcome.stderr()
                            .startsWith("camb-tts: The recording of run 60 is cut short: it ends within its frame "),
                    outcome.stderr());
        }
    }

    @Test
    void withoutATerminalAttemptsAreNotReported() {
        assertEquals(
                "", get(ScriptedService.BUSY_ONCE, "-o", "a.flac").endsWith(0).stderr());
    }

    @Test
    void progressAsJsonIsOneLinePerEvent() throws IOException {
        Outcome outcome = get(ScriptedService.SPEECH, "--progress", "json", "--json", "-o", "a.flac")
                .endsWith(0);
        assertEquals(1, outcome.json().path("attempts").intValue());
        List<String> phases = new ArrayList<>();
        for (String line : outcome.stderr().lines().toList()) {
            JsonNode event = new ObjectMapper().readTree(line);
            assertEquals(1, event.path("run_id").intValue());
            phases.add(
                    event.path("event").textValue().equals("progress")
                            ? event.path("phase").textValue()
                            : event.path("event").textValue());
        }
        assertEquals(List.of("CONNECTING", "response", "DOWNLOADING", "VERIFYING", "end"), phases);
    }

    @Test
    void progressAsJsonReportsEveryFailureAsAnEvent() throws IOException {
        for (Object[] args : new Object[][] {
            {404}, {404, "--json"}, {404, "-v"}, {"abc"}, {1, "--jobs", 99}, {1, "--bogus"}, {1, "-o", "no/a.flac"}
        }) {
            List<Object> all = new ArrayList<>(List.of(args));
            all.addAll(List.of("--progress", "json"));
            List<JsonNode> events = get(all.toArray()).events();
            JsonNode failed = events.get(events.size() - 1);
            assertEquals("failed", failed.path("event").textValue(), failed.toString());
            assertFalse(failed.path("error").path("message").textValue().isEmpty(), failed.toString());
            assertEquals(List.of(args).contains("-v"), failed.has("trace"), failed.toString());
        }
        get(1, "--progress", "json", "-vv").endsWith(2);
    }

    @Test
    void progressAsJsonHoldsTheDigestOfAudioOnStdout() throws IOException {
        List<JsonNode> events = get(ScriptedService.SPEECH, "-o", "-", "--sha256", "--progress=json")
                .endsWith(0)
                .events();
        JsonNode end = events.get(events.size() - 1);
        assertEquals("end", end.path("event").textValue());
        assertEquals(64, end.path("sha256").asText().length(), end.toString());
    }

    @Test
    void sameRunGivenTwiceIsOneRun() throws IOException {
        assertArrayEquals(ScriptedService.FLAC, get(1, 1, "-o", "-").endsWith(0).stdout());
        get(1, 1, "-o", "a.flac").endsWith(0);
        assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(directory.resolve("a.flac")));
        assertEquals(2, service.requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nodir/", "nodir//", "there/"})
    void outputThatNamesNoFileIsAUsageError(String output) throws IOException {
        Files.createDirectory(directory.resolve("there"));
        for (String command : new String[] {"get", "demo"}) {
            String[] args = command.equals("get")
                    ? new String[] {"get", "1", "-o", output}
                    : new String[] {"demo", "-o", output};
            Outcome outcome = Outcome.of(service, directory, args).endsWith(2);
            assertTrue(outcome.stderr().contains("Give the name of a file"), outcome.stderr());
        }
        assertEquals(Set.of("there"), files());
        assertEquals(0, service.requests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"url 1 --json", "get 1 --json", "get 101 102 --json", "url 1", "get 2"})
    void resultThatCannotBeWrittenIsReportedOnce(String args) {
        Outcome outcome =
                Outcome.withFullDisk(service, directory, args.split(" ", -1)).endsWith(8);
        assertEquals(
                "camb-tts: The result could not be written to stdout: No space left on device.",
                outcome.stderr().strip());
    }
}
