package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code get --keep-damaged} saves what is cut short or damaged, and says so. */
@Timeout(60)
class KeepDamagedTest {

    private static final String CUT = "" + ScriptedService.CUT_RECORDING;
    private static final String DAMAGED = "" + ScriptedService.DAMAGED;
    private static final String CUT_AT = "TRUNCATED at sample 8192 of 12000 (1.02 s of 1.50 s), byte "
            + Recordings.FRAME_2 + ", frame 2: it ends within its last frame";

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    private Outcome get(String... args) {
        return Outcome.of(
                service,
                directory,
                Stream.concat(Stream.of("get", "--retries", "0"), Stream.of(args))
                        .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"jdkhttp,raw_bytes", "jdkhttp,file_url", "feign,raw_bytes", "feign,file_url"})
    void brokenRecordingGetsItsNameAndItsReportTellsWhatIsWrong(String adapter, String via) throws IOException {
        String[] options = {"--adapter", adapter, "--via", via, "--keep-damaged", "--replace", "-o", "a.flac"};
        Path file = directory.resolve("a.flac");
        String text = get(with(options, CUT)).endsWith(0).out();
        assertTrue(text.endsWith(" bytes, " + CUT_AT + System.lineSeparator()), text);
        assertArrayEquals(Recordings.cut(), Files.readAllBytes(file));

        JsonNode document = get(with(options, DAMAGED, "--json")).endsWith(0).json();
        assertEquals("DAMAGED", document.path("verified").textValue());
        assertTrue(document.path("reason").textValue().startsWith("its frame 1, "), document::toString);
        assertEquals(4096, document.path("intact_samples").longValue());
        assertEquals(Recordings.FRAME_1, document.path("intact_bytes").longValue());
        assertEquals(1, document.path("intact_frames").longValue());
        assertArrayEquals(Recordings.damaged(), Files.readAllBytes(file));
    }

    private static String[] with(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void brokenRecordingIsNotSavedWithoutTheOption() {
        get(CUT, "-o", "a.flac").endsWith(6);
        String text = get(DAMAGED, "-o", "a.flac").endsWith(7).stderr();
        assertTrue(text.contains("--keep-damaged"), text);
        assertTrue(Files.notExists(directory.resolve("a.flac")));
    }

    @Test
    void connectionThatBreaksIsStillAFailure() {
        get("" + ScriptedService.CUT_SHORT, "--keep-damaged", "-o", "a.flac").endsWith(6);
        assertTrue(Files.notExists(directory.resolve("a.flac")));
    }

    @Test
    void eachOfManyRunsTellsWhatIsWrongWithIt() throws IOException {
        List<JsonNode> lines = get(CUT, "1", DAMAGED, "--keep-damaged", "--jobs", "3", "--json")
                .endsWith(0)
                .jsonLines();
        assertEquals(
                List.of("1 COMPLETE", CUT + " TRUNCATED", DAMAGED + " DAMAGED"),
                lines.stream()
                        .map(line -> line.path("run_id") + " "
                                + line.path("verified").textValue())
                        .sorted()
                        .toList());
        assertArrayEquals(Recordings.cut(), Files.readAllBytes(directory.resolve("tts-" + CUT + ".flac")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void brokenRecordingOnStdoutIsReportedOnStderr(String adapter) throws IOException {
        String[] options = {CUT, "--adapter", adapter, "--keep-damaged", "-o", "-"};
        Outcome outcome = get(options).endsWith(0);
        assertArrayEquals(Recordings.cut(), outcome.stdout());
        assertEquals("run " + CUT + ": " + CUT_AT, outcome.stderr().strip());

        List<JsonNode> events =
                get(with(options, "--progress", "json")).endsWith(0).events();
        assertEquals("TRUNCATED", events.get(events.size() - 1).path("verified").textValue());
    }
}
