package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cambtts.cli.Terminal.TerminalSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VerifyCommandTest {

    @TempDir
    Path directory;

    @BeforeEach
    void writeFiles() throws IOException {
        byte[] flac = ScriptedService.FLAC;
        Files.write(directory.resolve("whole.flac"), flac);
        Files.write(directory.resolve("whole.wav"), ScriptedService.WAV);
        Files.write(directory.resolve("cut.flac"), Recordings.cut());
        Files.writeString(directory.resolve("notes.txt"), "this is no recording at all");
    }

    private Outcome verify(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "verify";
        System.arraycopy(args, 0, all, 1, args.length);
        return Outcome.of(Map.of(), directory, all);
    }

    @Test
    void wholeFilesAreCompleteAndNoKeyIsNeeded() {
        Outcome outcome = verify("whole.flac", "whole.wav").endsWith(0);
        assertEquals(
                List.of(
                        "whole.flac: COMPLETE, audio/flac, 8000 Hz, 1 channel, 1.50 s, " + ScriptedService.FLAC.length
                                + " bytes",
                        "whole.wav: COMPLETE, audio/wav, 8000 Hz, 1 channel, 0.10 s, 1644 bytes"),
                outcome.out().lines().toList());
        assertEquals("", outcome.stderr());
    }

    @Test
    void cutFileEndsWith7AndIsIntactUpToASampleAByteAndAFrame() throws IOException {
        assertTrue(
                verify("whole.flac", "cut.flac")
                        .endsWith(7)
                        .out()
                        .contains("cut.flac: TRUNCATED at sample 8192 of 12000 (1.02 s of 1.50 s), byte "
                                + Recordings.FRAME_2 + ", frame 2: it ends within its last frame"),
                verify("cut.flac")::out);
        List<JsonNode> lines =
                verify("--json", "whole.flac", "cut.flac").endsWith(7).jsonLines();
        assertEquals("COMPLETE", lines.get(0).path("verdict").textValue());
        assertFalse(lines.get(0).has("intact_samples"));
        assertIntact(lines.get(1), "TRUNCATED", 8192, Recordings.FRAME_2, 2);
        assertEquals(12_000, lines.get(1).path("total_samples").longValue());
        assertEquals(
                directory.resolve("cut.flac").toString(),
                lines.get(1).path("path").textValue());
    }

    private static void assertIntact(JsonNode document, String verdict, long samples, long bytes, long frames) {
        assertEquals(
                verdict + " " + samples + " " + bytes + " " + frames,
                document.path("verdict").textValue() + " " + document.path("intact_samples") + " "
                        + document.path("intact_bytes") + " " + document.path("intact_frames"));
    }

    @Test
    void damagedFileEndsWith7AndIsIntactUpToTheDamagedFrame() throws IOException {
        Files.write(directory.resolve("damaged.flac"), Recordings.damaged());
        String text = verify("damaged.flac").endsWith(7).out();
        assertTrue(
                text.startsWith("damaged.flac: DAMAGED at sample 4096 of 12000 (0.51 s of 1.50 s), byte "
                        + Recordings.FRAME_1 + ", frame 1: its frame 1, "),
                text);
        assertIntact(verify("--json", "damaged.flac").endsWith(7).json(), "DAMAGED", 4096, Recordings.FRAME_1, 1);
    }

    @Test
    void cutWavIsIntactUpToASampleAndAByte() throws IOException {
        Files.write(directory.resolve("cut.wav"), Arrays.copyOf(ScriptedService.WAV, ScriptedService.WAV.length - 4));
        String text = verify("cut.wav").endsWith(7).out();
        assertTrue(
                text.startsWith("cut.wav: TRUNCATED at sample 798 of 800 (0.10 s of 0.10 s), byte 1640: it has 1596"),
                text);
        JsonNode document = verify("--json", "cut.wav").endsWith(7).json();
        assertEquals(798, document.path("intact_samples").longValue());
        assertTrue(document.path("intact_frames").isNull());
    }

    @Test
    void fileWithBytesAfterItsLastSampleIsNotCutAtASample() throws IOException {
        byte[] flac = ScriptedService.FLAC;
        Files.write(directory.resolve("more.flac"), Arrays.copyOf(flac, flac.length + 1));
        Files.writeString(directory.resolve("one"), "f");
        Outcome outcome = verify("more.flac", "one").endsWith(7);
        assertTrue(
                outcome.out()
                        .contains("more.flac: UNKNOWN: its frames are intact, but 1 B follow that are no part of it"),
                outcome.out());
        assertTrue(
                outcome.out().contains("one: TRUNCATED: it ends within the bytes that tell its format"), outcome.out());
    }

    @Test
    void fileThatIsNoRecordingEndsWith7() throws IOException {
        String text = verify("whole.flac", "notes.txt").endsWith(7).out();
        assertTrue(text.contains("notes.txt: UNKNOWN: it begins like neither FLAC nor WAV"), text);
        verify("missing.flac", "notes.txt").endsWith(7);
        assertEquals(
                "application/octet-stream",
                verify("--json", "notes.txt")
                        .endsWith(7)
                        .json()
                        .path("media_type")
                        .textValue());
    }

    @Test
    void recordingThatCannotBeProvedEndsWith0ButIsNotPassedOverInSilence() throws IOException {
        Files.write(directory.resolve("unproved.flac"), Recordings.unproved());
        assertEquals(
                List.of(
                        "unproved.flac: UNKNOWN: its frames are intact as far as they go, but its header announces no samples"),
                verify("--quiet", "whole.flac", "unproved.flac")
                        .endsWith(0)
                        .out()
                        .lines()
                        .toList());
        JsonNode document = verify("--quiet", "--json", "whole.flac", "unproved.flac")
                .endsWith(0)
                .json();
        assertEquals("UNKNOWN", document.path("verdict").textValue());
    }

    @Test
    void quietPrintsTheSameFilesAsJson() throws IOException {
        String[] files = {"whole.flac", "cut.flac", "whole.wav", "missing.flac"};
        Outcome text = verify(
                        Stream.concat(Stream.of("--quiet"), Stream.of(files)).toArray(String[]::new))
                .endsWith(7);
        assertEquals(1, text.out().lines().count(), text.out());
        List<JsonNode> lines = verify(Stream.concat(Stream.of("--quiet", "--json"), Stream.of(files))
                        .toArray(String[]::new))
                .endsWith(7)
                .jsonLines();
        assertEquals(2, lines.size(), lines.toString());
        assertEquals("TRUNCATED", lines.get(0).path("verdict").textValue());
        assertEquals("FILE", lines.get(1).path("error").path("kind").textValue());
    }

    @Test
    void unreadableFileEndsWith8AndTheOthersAreStillChecked() throws IOException {
        Outcome outcome = verify("missing.flac", ".", "whole.flac").endsWith(8);
        assertEquals(1, outcome.out().lines().count());
        assertEquals(
                List.of(
                        "camb-tts: missing.flac cannot be checked: there is no such file.",
                        "camb-tts: . cannot be checked: it is not a regular file."),
                outcome.stderr().lines().toList());
        assertEquals(7, verify("missing.flac", "cut.flac").exitCode());
        JsonNode error = verify("--json", "missing.flac").endsWith(8).json().path("error");
        assertEquals("FILE", error.path("kind").textValue());
        Outcome traced = verify("missing.flac", "-v");
        assertEquals(8, traced.exitCode());
        assertTrue(traced.stderr().contains("NoSuchFileException"), traced.stderr());
        verify().endsWith(2);
    }

    @Test
    void nameThatIsNoPathDoesNotKeepTheOthersFromBeingChecked() throws IOException {
        String[] names = {"a\u0000b", "caf\ufffd.flac", "", "whole.flac"};
        Outcome outcome = verify(names).endsWith(8);
        assertEquals(
                List.of("whole.flac"),
                outcome.out().lines().map(line -> line.replaceFirst(":.*", "")).toList());
        assertEquals(3, outcome.stderr().lines().count(), outcome.stderr());
        assertTrue(outcome.stderr().contains("LC_ALL"), outcome.stderr());
        List<JsonNode> lines = verify(
                        Stream.concat(Stream.of("--json"), Stream.of(names)).toArray(String[]::new))
                .endsWith(8)
                .jsonLines();
        assertEquals(4, lines.size(), lines.toString());
        assertEquals("FILE", lines.get(1).path("error").path("kind").textValue());
        assertEquals("COMPLETE", lines.get(3).path("verdict").textValue());
        assertEquals(7, verify("a\u0000b", "cut.flac").exitCode());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the large file would take space on the disk")
    void barOfALargeFileIsDrawnUntilTheCheckIsInterrupted() throws IOException {
        Cancellation cancellation = new Cancellation();
        ByteArrayOutputStream shown = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int count) {
                super.write(bytes, offset, count);
                if (toString(StandardCharsets.UTF_8).contains("large.flac")) {
                    cancellation.cancel();
                }
            }
        };
        Recordings.writeLarge(directory.resolve("large.flac"));
        String[] args = {"verify", "whole.flac", "large.flac", "whole.wav"};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertEquals(130, CambTts.run(args, environment(true, out, shown), cancellation));
        assertEquals(1, out.toString(StandardCharsets.UTF_8).lines().count(), out::toString);
        List<String> bars = new ArrayList<>();
        String written = shown.toString(StandardCharsets.UTF_8).replace("\n", "\r\n");
        List<String> left = Screen.of(80, written, bars::addAll);
        assertTrue(
                bars.stream().anyMatch(bar -> bar.matches("large.flac +0% \\[.*\\] .* of 1.1 TB checking")),
                bars::toString);
        assertTrue(bars.stream().anyMatch(bar -> bar.matches("all +33% \\[.*\\] 1 of 3 files.*")), bars::toString);
        assertEquals(List.of("camb-tts: Interrupted."), left);
    }

    private Environment environment(boolean isErrTerminal, OutputStream out, OutputStream err) {
        Stdout stdout = new Stdout(out, () -> false);
        return new Environment(
                Map.of(),
                directory,
                InputStream.nullInputStream(),
                stdout,
                new PrintStream(stdout, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                isErrTerminal,
                () -> Optional.of(new TerminalSize(80, 24)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--quiet", "--json"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the large file would take space on the disk")
    void nothingIsDrawnWithQuietOrWithoutATerminal(String option) throws Exception {
        Recordings.writeLarge(directory.resolve("large.flac"));
        Cancellation cancellation = new Cancellation();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        boolean isQuiet = option.equals("--quiet");
        Environment environment = environment(isQuiet, OutputStream.nullOutputStream(), err);
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        FutureTask<Integer> command = new FutureTask<>(
                () -> CambTts.run(new String[] {"verify", option, "large.flac"}, environment, cancellation));
        Thread thread = new Thread(command);
        thread.start();
        while (!Arrays.toString(thread.getStackTrace()).contains("TtsResults.check")) {
            assertFalse(command.isDone(), err::toString);
            Thread.sleep(1);
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(other -> other.getName().equals("camb-tts-progress") && !before.contains(other)));
        cancellation.cancel();
        assertEquals(130, command.get());
        assertEquals(
                isQuiet ? "camb-tts: Interrupted." : "",
                err.toString(StandardCharsets.UTF_8).strip());
    }
}
