package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cambtts.OutputType;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The documents and events that commands print have exactly the fields that {@code docs/command-line.md} lists. */
@Timeout(60)
class CommandLinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "command-line.md");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)`");

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    /** The cells of each row of a table, by the heading above it. */
    private final Map<String, List<List<String>>> tables = new HashMap<>();

    @BeforeEach
    void readPage() throws IOException {
        String heading = "";
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("## ")) {
                heading = line.substring(3);
            } else if (line.startsWith("| `")) {
                List<String> cells =
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                tables.computeIfAbsent(heading, any -> new ArrayList<>()).add(cells);
            }
        }
    }

    private static Set<String> names(String cell) {
        return new TreeSet<>(NAME.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList());
    }

    private Set<String> listed(String heading) {
        Set<String> fields = new TreeSet<>();
        tables.get(heading).forEach(row -> fields.addAll(names(row.get(1))));
        return fields;
    }

    private Outcome run(String... args) {
        return Outcome.of(service, directory, args);
    }

    private static Set<String> fields(List<JsonNode> documents) {
        Set<String> fields = new TreeSet<>();
        documents.forEach(document -> document.fieldNames().forEachRemaining(fields::add));
        return fields;
    }

    @Test
    void getPrintsTheListedFields() throws IOException {
        List<JsonNode> documents =
                new ArrayList<>(run("get", "1", "--json", "--sha256").jsonLines());
        documents.addAll(run("get", "1", "12", "--json", "--skip-existing").jsonLines());
        documents.addAll(run("get", "" + ScriptedService.DAMAGED, "--json", "--keep-damaged", "--retries", "0")
                .jsonLines());
        assertEquals(listed("get"), fields(documents));
    }

    @Test
    void urlPrintsTheListedFields() throws IOException {
        assertEquals(listed("url"), fields(run("url", "1", "--json").jsonLines()));
    }

    @Test
    void waitPrintsTheListedFields() throws IOException {
        FakeCamb camb = new FakeCamb();
        camb.task("0b1d").succeeds(7);
        assertEquals(
                listed("wait"), fields(withFake(camb, "wait", "0b1d", "--json").jsonLines()));
    }

    @Test
    void verifyPrintsTheListedFields() throws IOException {
        Files.write(directory.resolve("a.flac"), ScriptedService.FLAC);
        Files.write(directory.resolve("b.flac"), Recordings.damaged());
        assertEquals(
                listed("verify"),
                fields(run("verify", "a.flac", "b.flac", "--json").jsonLines()));
    }

    @Test
    void failuresHaveTheListedFields() throws IOException {
        JsonNode document = run("get", "404", "--json").json();
        assertEquals(Set.of("error"), fields(List.of(document)));
        JsonNode ofTask = run("wait", "0b1d", "--json").json();
        assertEquals(listed("failures"), fields(List.of(document.path("error"), ofTask.path("error"))));
    }

    private List<JsonNode> eventsOfAResumedRun() throws IOException {
        Content recording = Content.flac(700_000);
        FakeCamb camb = new FakeCamb();
        camb.run(60).audio(recording);
        camb.run(60).answers(OutputType.RAW_BYTES, FakeResponse.audio(recording).resetAfter(400_000));
        return withFake(camb, "get", "60", "--progress", "json").events();
    }

    private List<JsonNode> eventsOfAWait() throws IOException {
        FakeCamb camb = new FakeCamb();
        camb.task("0b1d").pending(1).succeeds(7);
        List<JsonNode> events =
                withFake(camb, "wait", "0b1d", "--progress", "json").events();
        return events.stream()
                .filter(event -> event.path("event").textValue().equals("pending"))
                .toList();
    }

    private Outcome withFake(FakeCamb camb, String... args) throws IOException {
        try (FakeCambServer server = FakeCambServer.start(camb, FakeCambServer.Wire.PLAIN, 0)) {
            Map<String, String> environment = Map.of(
                    "CAMB_API_KEY",
                    Outcome.KEY,
                    "CAMB_BASE_URL",
                    server.baseUrl().toString());
            return Outcome.of(environment, directory, args).endsWith(0);
        }
    }

    @Test
    void eventsHaveTheListedFields() throws IOException {
        Map<String, Set<String>> expected = new HashMap<>();
        for (List<String> row : tables.get("events")) {
            Set<String> fields = names(row.get(2));
            fields.add("event");
            fields.add("run_id");
            expected.put(row.get(1).replace("`", ""), fields);
        }
        expected.get("summary").remove("run_id");
        expected.get("pending").remove("run_id");
        expected.get("pending").add("task_id");
        List<JsonNode> events = new ArrayList<>(run("get", "1", "12", "404", "--progress", "json", "--sha256", "-v")
                .events());
        events.addAll(eventsOfAResumedRun());
        events.addAll(eventsOfAWait());
        Map<String, Set<String>> printed = new HashMap<>();
        for (JsonNode event : events) {
            printed.computeIfAbsent(event.path("event").textValue(), any -> new HashSet<>())
                    .addAll(fields(List.of(event)));
        }
        assertEquals(expected, printed);
    }
}
