package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares what a user sees, at several widths and without a terminal, with recorded screens. What differs from one run
 * to the next, such as times and ports, is replaced by {@code #}. Lines that begin with {@code ~} are progress bars: the
 * last that were drawn. Each test writes its screen to {@code target/screens}.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class RecordedScreensTest {

    private static final Path ACTUAL = Path.of("target/screens");
    private static final String BARS = "~ ";

    private static final long SLOW_RUN = 61;
    private static final long BROKEN_RUN = 60;

    private static final String[] COMMANDS = {
        "get --help",
        "get " + SLOW_RUN + " -o a.flac",
        "get 429 -o b.flac",
        "get " + BROKEN_RUN + " -o c.flac",
        "get " + SLOW_RUN + " 1 404 2 --jobs 2",
        "get 404",
        "verify --help",
        "verify a.flac cut.flac damaged.flac notes.txt",
        "get " + DocumentedRun.CUT_RECORDING.runId() + " --retries 0 --keep-damaged",
        "url 1",
        "get 0b1d2c3a-4455-6677-8899-aabbccddeeff",
        "wait pending-twice",
        "get --task fails",
        "wait bad-gateway --retries 0",
        "serve"
    };

    @TempDir
    Path directory;

    @AutoClose
    private FakeCambServer service;

    @BeforeEach
    void start() throws IOException {
        FakeCamb camb = new FakeCamb();
        EmbeddedServer.script(camb, Optional.empty());
        FakeResponse slow = FakeResponse.audio(Content.speech()).throttled(35_000);
        camb.run(SLOW_RUN).answers(OutputType.RAW_BYTES, slow, slow);
        Content large = Content.flac(400_000);
        camb.run(BROKEN_RUN).audio(large);
        camb.run(BROKEN_RUN)
                .answers(OutputType.RAW_BYTES, FakeResponse.audio(large).cutAfter(300_000));
        service = FakeCambServer.start(camb, FakeCambServer.Wire.PLAIN, 0);
        byte[] flac = ScriptedService.FLAC;
        Files.write(directory.resolve("cut.flac"), Arrays.copyOf(flac, flac.length / 2));
        Files.write(directory.resolve("damaged.flac"), Recordings.damaged());
        Files.writeString(directory.resolve("notes.txt"), "not a recording");
    }

    private Map<String, String> environment() {
        return Map.of(
                "CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void terminalShowsTheRecordedScreen(int columns) throws Exception {
        PseudoTerminal.require();
        String written = PseudoTerminal.run(0, columns, directory, environment(), Session.class, COMMANDS);
        List<String> shown = new ArrayList<>();
        for (String part : written.split("(?=" + "\\$ camb-tts )", -1)) {
            List<List<String>> frames = new ArrayList<>();
            List<String> screen = Screen.of(columns, withoutVariableParts(part), frames::add);
            frames.forEach(frame -> frame.forEach(line -> assertTrue(line.length() < columns, line)));
            if (part.startsWith("$ camb-tts get " + SLOW_RUN + " ") || part.startsWith("$ camb-tts wait ")) {
                boolean isMany = part.contains("--jobs");
                // The last drawing of the bar of one run, or of one run in progress and all.
                List<String> bars = frames.stream()
                        .filter(frame -> isMany
                                ? frame.size() == 2
                                        && frame.get(0).endsWith("kB/s")
                                        && frame.get(1).endsWith("failed ##")
                                : frame.size() == 1)
                        .reduce((first, second) -> second)
                        .orElseThrow(() -> new AssertionError("no bar in " + part));
                int promptLines = (columns + part.indexOf('\r') - 1) / columns;
                shown.addAll(screen.subList(0, promptLines));
                bars.forEach(bar -> shown.add(BARS + bar));
                shown.addAll(screen.subList(promptLines, screen.size()));
            } else {
                shown.addAll(screen);
            }
        }
        assertRecorded(columns + "-columns.txt", shown);
    }

    @Test
    void pipeGetsTheRecordedLines() throws Exception {
        String written = PseudoTerminal.runInAPipe(0, directory, environment(), Session.class, COMMANDS);
        assertRecorded("no-terminal.txt", withoutVariableParts(written).lines().toList());
    }

    /** Replaces what differs from one run to the next. */
    private static String withoutVariableParts(String written) {
        return written.replaceAll("in [0-9]+\\.[0-9]{2} s", "in #.## s")
                .replaceAll("pending for [0-9]+ s", "pending for # s")
                .replaceAll("[0-9]+(\\.[0-9])? [kM]?B/s", "##.# kB/s")
                .replaceAll("run 61 [0-9.]+ k?B ##", "run 61 ##.# kB ##")
                // Which figures still fit depends on their lengths.
                .replaceAll("failed [0-9#][^\r\n\u001b]*", "failed ##")
                .replaceAll("resuming at [0-9.]+ kB", "resuming at ###.# kB")
                .replaceAll("[0-9]+ bytes resumed", "###### bytes resumed")
                .replaceAll("[0-9:]+ left", "0:## left")
                .replaceAll("\\[[=> ]+\\]", "[====]")
                .replaceAll("(127\\.0\\.0\\.1|localhost):[0-9]+", "$1:#####")
                .replaceAll("(X-Amz-[A-Za-z]+)=[^&\\s]*", "$1=#")
                .replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "####-##-##T##:##:##Z");
    }

    private static void assertRecorded(String name, List<String> shown) throws IOException {
        String actual = String.join("\n", shown) + "\n";
        Files.createDirectories(ACTUAL);
        Files.writeString(ACTUAL.resolve(name), actual);
        try (InputStream recorded = RecordedScreensTest.class.getResourceAsStream("screens/" + name)) {
            assertEquals(
                    new String(Objects.requireNonNull(recorded, name).readAllBytes(), StandardCharsets.UTF_8),
                    actual,
                    "see " + ACTUAL.resolve(name));
        }
    }
}
