package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ManyRunsTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    private Outcome get(String... args) {
        return Outcome.of(
                service,
                directory,
                Stream.concat(Stream.of("get"), Stream.of(args)).toArray(String[]::new));
    }

    private Set<String> files(String place) throws IOException {
        try (Stream<Path> found = Files.list(directory.resolve(place))) {
            return found.map(path -> path.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void secondCommandFetchesOnlyTheRunsThatTheFirstDidNotSave(String adapter) throws IOException {
        // Run 404 fails; the existing file of run 150 is cut short.
        String ids = IntStream.rangeClosed(101, 149).mapToObj(String::valueOf).collect(Collectors.joining("\n"));
        Files.writeString(directory.resolve("ids"), ids + "\n404\n150\n");
        Files.createDirectory(directory.resolve("out"));
        Files.write(directory.resolve("out/tts-150.flac"), Arrays.copyOf(ScriptedService.FLAC, 9_000));
        String[] args = {
            "--ids", "ids", "--output-dir", "out", "--jobs", "8", "--skip-existing", "--json", "--adapter", adapter
        };
        List<JsonNode> first = get(args).endsWith(4).jsonLines();
        assertEquals(51, first.size());
        assertEquals(49, first.stream().filter(line -> line.has("path")).count());
        assertEquals(
                Set.of("NOT_FOUND", "FILE_EXISTS"),
                first.stream()
                        .filter(line -> line.has("error"))
                        .map(line -> line.path("error").path("kind").textValue())
                        .collect(Collectors.toSet()));
        assertEquals(50, files("out").size());
        assertEquals(50, service.requests());

        String[] again = Arrays.copyOf(args, args.length + 1);
        again[args.length] = "--replace";
        List<JsonNode> second = get(again).endsWith(4).jsonLines();
        assertEquals(51, second.size());
        assertEquals(
                49,
                second.stream().filter(line -> line.path("skipped").asBoolean()).count());
        assertEquals(52, service.requests());
        assertArrayEquals(ScriptedService.FLAC, Files.readAllBytes(directory.resolve("out/tts-150.flac")));
    }

    @Test
    void eachRunHasALineAndTheLastLineIsASummary() {
        Outcome outcome =
                get("1", "404", "2", "405", "--retries", "0", "--jobs", "1").endsWith(4);
        assertEquals(
                List.of("tts-1.flac", "tts-2.wav"),
                outcome.out().lines().map(line -> line.replaceFirst(":.*", "")).toList());
        List<String> lines = outcome.stderr().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(last.matches("4 runs: 2 saved \\([0-9.]+ kB in [0-9.]+ s, .*/s\\), 2 failed\\."), last);
        get("101", "102").endsWith(0);
        assertEquals("", get("103", "104").endsWith(0).stderr());
    }

    @Test
    void exitCodeIsThatOfTheFirstFailedRunInTheListNotInTime() {
        get("" + ScriptedService.CUT_SHORT, "404", "401", "--retries", "0", "--jobs", "3")
                .endsWith(6);
        get("1", "401", "404", "--jobs", "2", "--replace").endsWith(3);
    }

    @Test
    void failFastStartsNoOtherRunAndCancelsThoseInProgress() throws IOException {
        Outcome outcome = get("404", "1", "2", "101", "--jobs", "1", "--fail-fast", "--json")
                .endsWith(4);
        assertEquals(1, service.requests());
        assertEquals(
                List.of("NOT_FOUND", "CANCELLED", "CANCELLED", "CANCELLED"),
                outcome.jsonLines().stream()
                        .map(line -> line.path("error").path("kind").textValue())
                        .toList());
        List<JsonNode> notStarted = outcome.jsonLines().subList(1, 4);
        for (JsonNode line : notStarted) {
            assertEquals(
                    "Run " + line.path("error").path("run_id") + " was not started, because an earlier run failed.",
                    line.path("error").path("message").textValue());
        }
        // The first run stalls until it is cancelled.
        get("" + ScriptedService.STALLS_IN_BODY, "404", "--jobs", "2", "--fail-fast")
                .endsWith(4);
        assertEquals(Set.of(), files(""));
    }

    @Test
    void progressAsJsonLeavesNoOtherLineOnStderr() throws IOException {
        Outcome outcome = get("1", "404", "2", "405", "--progress", "json", "-v", "--jobs", "1", "--retries", "0")
                .endsWith(4);
        List<JsonNode> events = outcome.events();
        List<JsonNode> failed = events.stream()
                .filter(event -> event.path("event").textValue().equals("failed"))
                .toList();
        assertEquals(
                List.of(404, 405),
                failed.stream().map(event -> event.path("run_id").intValue()).toList());
        assertEquals("NOT_FOUND", failed.get(0).path("error").path("kind").textValue());
        assertTrue(failed.get(0).path("trace").textValue().contains("at io.github.cambtts."), outcome.stderr());
        JsonNode summary = events.get(events.size() - 1);
        assertEquals(
                "{\"event\":\"summary\",\"runs\":4,\"saved\":2,\"skipped\":0,\"failed\":2,\"not_fetched\":0,\"bytes\":"
                        + (ScriptedService.FLAC.length + ScriptedService.WAV.length) + "}",
                summary.toString());
    }

    @ParameterizedTest
    @CsvSource({"'\ufeff1\r\n\r\n# all of it\r\n 2 # two\r\n1', 2", "'1\r2\r101', 3", "'7', 1", "'1\n\n\n', 1"})
    void idsAreReadFromStdinOnePerLine(String content, int count) throws IOException {
        Outcome outcome = Outcome.withStdin(
                        service,
                        directory,
                        content.getBytes(StandardCharsets.UTF_8),
                        "get",
                        "--ids",
                        "-",
                        "--json",
                        "--name",
                        "{run_id}.audio",
                        "--adapter",
                        "jdkhttp")
                .endsWith(content.equals("7") ? 7 : 0);
        assertEquals(count, outcome.jsonLines().size());
    }

    @ParameterizedTest
    @CsvSource({
        "'1\nabc\n', line 2",
        "'', holds no run id",
        "'# nothing\n', holds no run id",
        "'1 2\n', line 1",
        "'\u0000\u00011\n', line 1"
    })
    void badIdsAreNamedByTheirLineBeforeAnythingIsSent(String content, String message) throws IOException {
        Files.writeString(directory.resolve("ids"), content);
        Outcome outcome = get("--ids", "ids").endsWith(2);
        assertTrue(outcome.stderr().contains(message), outcome.stderr());
        assertEquals(0, service.requests());
        get("--ids", "missing").endsWith(2);
        get("--ids", ".").endsWith(2);
        get("--ids", "/dev/zero").endsWith(2);
        get("--ids", "a\u0000b").endsWith(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../{run_id}",
                "/{run_id}",
                "a/{run_id}",
                "a\\{run_id}",
                "name{ext}",
                "{run_id}{ext}.bak",
                "{run_id}{other}",
                "{run_id}\u0000",
                ""
            })
    void namesThatCouldCollideOrLeaveTheDirectoryAreRefused(String pattern) {
        Outcome outcome = get("1", "2", "--name", pattern).endsWith(2);
        assertTrue(outcome.stderr().contains("--name"), outcome.stderr());
        assertEquals(0, service.requests());
    }

    @Test
    void namesFollowThePattern() throws IOException {
        get("1", "2", "--output-dir", "a/b", "--name", "-{run_id}-{run_id} {}{ext}")
                .endsWith(2);
        get("1", "2", "--output-dir", "a/b", "--name", "run {run_id}{ext}").endsWith(0);
        assertEquals(Set.of("run 1.flac", "run 2.wav"), files("a/b"));
        get("1", "--output-dir", "a/b", "--name", "{run_id}").endsWith(0);
        assertEquals(Set.of("1", "run 1.flac", "run 2.wav"), files("a/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void skipsWhatCannotBeProvedIfItIsAsLongAsAnnounced(String adapter) throws IOException {
        String run = "" + ScriptedService.UNPROVED;
        String[] args = {run, "--adapter", adapter, "--skip-existing", "--json"};
        assertEquals("UNKNOWN", get(args).endsWith(0).json().path("verified").textValue());
        JsonNode skipped = get(args).endsWith(0).json();
        assertTrue(skipped.path("skipped").asBoolean(), skipped::toString);
        assertEquals("UNKNOWN", skipped.path("verified").textValue());

        Path file = directory.resolve("tts-" + run + ".flac");
        byte[] shorter = Arrays.copyOf(Recordings.unproved(), Recordings.FRAME_2);
        Files.write(file, shorter);
        Outcome refused = get(run, "--adapter", adapter, "--skip-existing").endsWith(8);
        assertEquals(
                List.of(
                        "camb-tts: Run " + run + " was not saved: tts-" + run
                                + ".flac exists and is not proved whole: its"
                                + " frames are intact as far as they go, but its header announces no samples; it has "
                                + shorter.length
                                + " bytes, and the server announces " + ScriptedService.FLAC.length + ".",
                        "Add --replace to fetch such files again."),
                refused.stderr().lines().toList());
        assertArrayEquals(shorter, Files.readAllBytes(file));
        get(run, "--adapter", adapter, "--skip-existing", "--replace").endsWith(0);
        assertArrayEquals(Recordings.unproved(), Files.readAllBytes(file));
        int before = service.requests();
        assertTrue(get(run, "--adapter", adapter, "--skip-existing", "--replace", "--json")
                .endsWith(0)
                .json()
                .path("skipped")
                .asBoolean());
        assertEquals(before + 1, service.requests());
    }

    @Test
    void saysThatTheServerAnnouncesNoLengthToCompareWith() throws IOException {
        String run = "" + ScriptedService.UNPROVED_WITHOUT_LENGTH;
        get(run).endsWith(0);
        String text = get(run, "--skip-existing").endsWith(8).stderr();
        assertTrue(text.contains("; the server announces no length to compare with."), text);
        assertTrue(text.contains("--replace"), text);
    }

    @Test
    void asksForNoLengthIfTheFileIsCutOrNoRecording() throws IOException {
        Files.write(directory.resolve("tts-1.flac"), Recordings.cut());
        Files.writeString(directory.resolve("tts-2.flac"), "notes of mine");
        get("1", "2", "--skip-existing").endsWith(8);
        assertEquals(0, service.requests());
    }

    @Test
    void skipsOnlyWhatIsProvedWhole() throws IOException {
        get("1", "-o", "a.flac", "--skip-existing").endsWith(0);
        JsonNode skipped = get("1", "-o", "a.flac", "--skip-existing", "--json", "--sha256")
                .endsWith(0)
                .json();
        assertTrue(skipped.path("skipped").asBoolean());
        assertEquals(64, skipped.path("sha256").textValue().length());
        assertEquals(0, skipped.path("attempts").intValue());
        assertEquals(1, service.requests());
        Files.writeString(directory.resolve("tts-2.wav"), "notes of mine, no recording");
        Outcome refused = get("2", "--skip-existing").endsWith(8);
        assertTrue(refused.stderr().contains("not proved whole"), refused.stderr());
        assertEquals(1, service.requests());
        assertEquals("notes of mine, no recording", Files.readString(directory.resolve("tts-2.wav")));
        JsonNode error =
                get("2", "--skip-existing", "--json").endsWith(8).json().path("error");
        assertTrue(error.path("message").textValue().endsWith(" Add --replace to fetch such files again."));
        Files.createDirectory(directory.resolve("tts-9.flac"));
        Outcome blocked = get("9", "--skip-existing").endsWith(8);
        assertTrue(
                blocked.stderr().contains("tts-9.flac cannot be checked: it is not a regular file."), blocked.stderr());
        assertTrue(blocked.stderr().contains("Move it away"), blocked.stderr());
    }

    @Test
    void fileBehindALinkIsNamedAsTheLink() throws IOException {
        Files.createDirectory(directory.resolve("in"));
        Files.writeString(directory.resolve("there.flac"), "old");
        Files.createSymbolicLink(directory.resolve("in/tts-1.flac"), Path.of("../there.flac"));
        Outcome outcome = get("1", "--replace", "--output-dir", "in").endsWith(0);
        assertTrue(outcome.out().startsWith("in/tts-1.flac: "), outcome.out());
    }

    @Test
    void optionsThatExcludeEachOtherAreRefused() {
        get("1", "2", "-o", "a.flac").endsWith(2);
        get("1", "2", "-o", "-").endsWith(2);
        get("1", "-o", "a.flac", "--output-dir", "b").endsWith(2);
        get("1", "-o", "a.flac", "--name", "{run_id}").endsWith(2);
        get("1", "-o", "-", "--skip-existing").endsWith(2);
        get("1", "2", "--jobs", "0").endsWith(2);
        get("1", "2", "--jobs", "33").endsWith(2);
        get("1", "--progress", "loud").endsWith(2);
        get().endsWith(2);
        assertEquals(0, service.requests());
    }

    @Test
    void directoryThatCannotBeMadeEndsWith8() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        get("1", "2", "--output-dir", "file").endsWith(8);
        get("1", "2", "--output-dir", "file/below").endsWith(8);
        get("1", "2", "--output-dir", "/proc/none").endsWith(8);
        assertEquals(0, service.requests());
    }

    @Test
    void brokenPipeEndsAllRunsQuietly() {
        String[] ids = IntStream.rangeClosed(101, 400).mapToObj(String::valueOf).toArray(String[]::new);
        String[] args =
                Stream.concat(Stream.of("get", "--json"), Stream.of(ids)).toArray(String[]::new);
        Outcome outcome = Outcome.withBrokenPipe(service, directory, args).endsWith(8);
        assertEquals("", outcome.stderr());
        assertTrue(service.requests() < 300, "continued without a reader: " + service.requests());
    }

    @Test
    void aThousandRunsPrintOneResultEach() throws IOException {
        String[] ids =
                IntStream.rangeClosed(1001, 2000).mapToObj(String::valueOf).toArray(String[]::new);
        List<JsonNode> lines = get(Stream.concat(
                                Stream.of("--json", "--jobs", "32", "--output-dir", "all", "--retries", "0"),
                                Stream.of(ids))
                        .toArray(String[]::new))
                .jsonLines();
        assertEquals(1000, lines.size());
    }
}
