package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How commands and options may be written. */
@Timeout(60)
class OptionSyntaxTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    private Outcome run(String command) {
        return Outcome.of(service, directory, command.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({
        "gte 1, get",
        "vrify a.flac, verify",
        "get 1 --outptu a.flac, --output",
        "get 1 --outptu=a.flac, --output",
        "get 1 --replce, --replace",
        "url 1 --quite, --quiet",
        "demo --adaptor feign, --adapter",
        "--versoin, --version"
    })
    void nearestNameIsSuggested(String command, String name) {
        Outcome outcome = run(command).endsWith(2);
        assertTrue(outcome.stderr().contains(" Did you mean " + name), outcome.stderr());
        assertEquals(2, outcome.stderr().lines().count(), outcome.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyzzy", "get 1 --zzz", "get 1 -x"})
    void nothingIsSuggestedWhereNothingIsNear(String command) {
        Outcome outcome = run(command).endsWith(2);
        assertFalse(outcome.stderr().contains("mean"), outcome.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o a.flac -o b.flac", "-o a.flac --output=b.flac"})
    void lastValueOfARepeatedOptionCounts(String options) {
        Outcome outcome = run("get 1 --quiet --quiet " + options).endsWith(0);
        assertEquals("", outcome.stderr());
        assertFalse(Files.exists(directory.resolve("a.flac")));
        assertTrue(Files.exists(directory.resolve("b.flac")));
    }

    @Test
    void nothingIsPrintedAboutARepeatedOption() throws Exception {
        try (CommandProcess process = CommandProcess.start(
                Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl()),
                directory,
                "get",
                "1",
                "--via=raw_bytes",
                "--via=file_url",
                "--adapter=jdkhttp",
                "--adapter=jdkhttp",
                "-o",
                "a.flac")) {
            assertEquals(0, process.exitCode(), process.stderr());
            assertEquals("", process.stderr());
        }
    }

    @Test
    void missingDirectoriesAreCreatedOnRequest() throws IOException {
        run("get 1 -o a/b/c.flac").endsWith(8);
        assertFalse(Files.exists(directory.resolve("a")));
        run("get 1 -o a/b/c.flac --create-dirs").endsWith(0);
        assertTrue(Files.exists(directory.resolve("a/b/c.flac")));
        run("get 1 -o d.flac --create-dirs").endsWith(0);
        Files.createFile(directory.resolve("file"));
        Outcome refused = run("get 1 -o file/c.flac --create-dirs").endsWith(8);
        assertTrue(refused.stderr().contains("file cannot be created: it is not a directory"), refused.stderr());
    }
}
