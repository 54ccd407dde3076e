package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that exit with 2; none of them may send a request. */
@Timeout(60)
class BadUsageTest {

    @TempDir
    Path directory;

    @AutoClose
    private final ScriptedService service = ScriptedService.start();

    @AfterEach
    void nothingWasSent() {
        assertEquals(0, service.requests());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc | a positive whole number such as 12345",
                "-5 | a positive whole number such as 12345",
                "0 | positive number",
                "99999999999999999999 | too large",
                "123e4567-e89b-12d3-a456-426614174000 | looks like a task_id. Wait for its run_id with camb-tts wait, or with camb-tts get --task.",
                "../../admin | a positive whole number such as 12345",
                "'' | a positive whole number such as 12345"
            })
    void badRunIdIsReportedWithAdvice(String runId, String advice) throws IOException {
        for (String command : new String[] {"get", "url"}) {
            Outcome outcome = Outcome.of(service, directory, command, runId).endsWith(2);
            assertEquals("", outcome.out());
            assertTrue(outcome.stderr().contains(advice), outcome.stderr());
            JsonNode error = Outcome.of(service, directory, command, runId, "--json")
                    .endsWith(2)
                    .json()
                    .path("error");
            assertEquals("IllegalArgumentException", error.path("type").textValue());
            assertEquals("INVALID_ARGUMENT", error.path("kind").textValue());
            assertTrue(error.has("run_id") && error.path("run_id").isNull(), error.toString());
            assertEquals(0, error.path("attempts").asInt(-1));
            assertTrue(error.path("message").textValue().contains(advice));
        }
    }

    @Test
    void validRunIdIsReportedEvenIfAnotherArgumentIsWrong() throws IOException {
        assertEquals(7, errorOf("get", "7", "--timeout", "soon").path("run_id").longValue());
        assertEquals(7, errorOf("get", "7", "--bogus").path("run_id").longValue());
        assertEquals(7, errorOf("url", "7", "--retries", "x").path("run_id").longValue());
    }

    private JsonNode errorOf(String... args) throws IOException {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--json";
        return Outcome.of(service, directory, all).endsWith(2).json().path("error");
    }

    @ParameterizedTest
    @CsvSource({"--base-url,", "--output-dir,", "--ids,", "--api-key-file,", "--ca-file,", "-o,"})
    void emptyValueIsNamed(String option) {
        Outcome outcome = Outcome.of(service, directory, "get", "1", option, "").endsWith(2);
        assertTrue(outcome.stderr().contains(option + " is empty"), outcome.stderr());
    }

    /** Java puts U+FFFD for bytes of an argument that are not valid in the locale. */
    @ParameterizedTest
    @CsvSource({"get 1 -o,", "get 1 --output-dir,", "demo -o,"})
    void nameThatJavaCouldNotDecodeIsRefused(String command) throws IOException {
        String[] args = (command + " a\ufffd").split(" ");
        Outcome outcome = Outcome.of(service, directory, args).endsWith(2);
        assertTrue(outcome.stderr().contains("Java cannot name that file"), outcome.stderr());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void demoDoesNotWriteToStdout() {
        Outcome outcome = Outcome.of(service, directory, "demo", "-o", "-").endsWith(2);
        assertTrue(outcome.stderr().contains("demo writes a file"), outcome.stderr());
    }

    @Test
    void lineOfIdsIsNamed() throws IOException {
        Files.writeString(directory.resolve("ids"), "0\n");
        Outcome outcome = Outcome.of(service, directory, "get", "--ids", "ids").endsWith(2);
        assertTrue(outcome.stderr().contains("line 1 of ids: A run id is a positive number"), outcome.stderr());
    }

    @Test
    void missingKeyIsReportedWithAdvice() {
        Outcome outcome = Outcome.of(Map.of("CAMB_BASE_URL", service.baseUrl()), directory, "get", "1")
                .endsWith(2);
        assertTrue(outcome.stderr().contains("CAMB_API_KEY"), outcome.stderr());
        assertTrue(outcome.stderr().contains("--api-key-file"), outcome.stderr());
    }

    @ParameterizedTest
    @CsvSource({"'secret-1\nsecret-2',a line end", "sécret-1,a non-ASCII character", "'secret 1',a space", "'',empty"})
    void badKeyIsDescribedButNotEchoed(String key, String what) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of("CAMB_BASE_URL", service.baseUrl()));
        environment.put("CAMB_API_KEY", key);
        Path file = Files.writeString(directory.resolve("key"), key + "\n");
        for (Outcome outcome : new Outcome[] {
            Outcome.of(environment, directory, "get", "1", "-v"),
            Outcome.of(environment, directory, "get", "1", "--json"),
            Outcome.of(Map.of("CAMB_BASE_URL", service.baseUrl()), directory, "url", "1", "--api-key-file", file + "")
        }) {
            assertEquals(2, outcome.exitCode());
            String all = outcome.out() + outcome.stderr();
            assertTrue(all.contains(what), all);
            assertTrue(!all.contains("secret") && !all.contains("cret-1"), all);
        }
    }

    @Test
    void keyFileThatIsMissingOrTooLongIsNamed() throws IOException {
        Outcome missing = Outcome.of(service, directory, "get", "1", "--api-key-file", "no-such-file")
                .endsWith(2);
        assertTrue(missing.stderr().contains("no-such-file"), missing.stderr());
        Files.write(directory.resolve("long"), new byte[10_000]);
        Outcome.of(service, directory, "get", "1", "--api-key-file", "long").endsWith(2);
        Outcome unreadable = Outcome.of(service, directory, "get", "1", "--api-key-file", ".")
                .endsWith(2);
        assertTrue(unreadable.stderr().contains("cannot be read: Is a directory."), unreadable.stderr());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--api-key=hush-hush-hush",
                "--api-key hush-hush-hush",
                "-khush-hush-hush",
                "-vkhush-hush-hush",
                "hush-hush-hush"
            })
    void keyGivenAsAnArgumentIsNotEchoed(String argument) {
        String[] args = ("get 1 " + argument).split(" ", -1);
        Outcome outcome = Outcome.of(service, directory, args).endsWith(2);
        assertTrue(!outcome.stderr().contains("hush-hush"), outcome.stderr());
    }

    @Test
    void keyInAFileOfIdsIsNotEchoed() throws IOException {
        Files.writeString(directory.resolve("key"), "hush-hush-hush\n");
        Outcome outcome = Outcome.of(service, directory, "get", "--ids", "key").endsWith(2);
        assertTrue(!outcome.stderr().contains("hush-hush"), outcome.stderr());
        assertTrue(outcome.stderr().contains("line 1 of key is not a run id"), outcome.stderr());
    }

    @Test
    void keyOfTheEnvironmentGivenAsTheRunIsNotEchoed() {
        Outcome.of(service, directory, "get", Outcome.KEY).endsWith(2);
        Outcome.of(service, directory, "get", Outcome.KEY, "--json").endsWith(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--adapter=carrier-pigeon",
                "--base-url=client.camb.ai",
                "--base-url=https://user@client.camb.ai",
                "--connect-timeout=10",
                "--response-timeout=0s",
                "--idle-timeout=-1s",
                "--timeout=99999999999999999999s",
                "--timeout=PT",
                "--retries=-1",
                "--retries=many",
                "--retries=1000",
                "--ca-file=no-such-file",
                "--proxy=nowhere",
                "--proxy=host:99999",
                "--proxy=user:hush-hush@host",
                "--via=pigeon",
                "--bogus",
                "--json=maybe"
            })
    void badOptionIsNamed(String option) {
        Outcome outcome = Outcome.of(service, directory, "get", "1", option).endsWith(2);
        assertTrue(outcome.stderr().lines().count() <= 2, outcome.stderr());
        assertTrue(outcome.stderr().startsWith("camb-tts: "), outcome.stderr());
        assertFalse(
                outcome.stderr().contains("an int") || outcome.stderr().contains("boolean"), "names a type of Java");
    }

    @Test
    void unknownAdapterIsReportedInTermsOfTheCommandLine() {
        for (String command : new String[] {"get", "url", "demo"}) {
            String[] args = command.equals("demo")
                    ? new String[] {command, "--adapter", "pigeon"}
                    : new String[] {command, "1", "--adapter", "pigeon"};
            assertEquals(
                    "camb-tts: --adapter is jdkhttp or feign.",
                    Outcome.of(service, directory, args).endsWith(2).stderr().strip());
        }
    }

    @Test
    void fileWithoutCertificatesIsRefused() throws IOException {
        Files.writeString(directory.resolve("empty.pem"), "");
        Files.writeString(directory.resolve("text.pem"), "hello");
        Outcome.of(service, directory, "get", "1", "--ca-file", "empty.pem").endsWith(2);
        Outcome.of(service, directory, "get", "1", "--ca-file", "text.pem").endsWith(2);
        Outcome unreadable =
                Outcome.of(service, directory, "get", "1", "--ca-file", ".").endsWith(2);
        assertTrue(unreadable.stderr().contains("cannot be read: Is a directory."), unreadable.stderr());
    }

    @Test
    void unknownOrMissingCommandsAreRefused() {
        Outcome.of(service, directory).endsWith(2);
        Outcome.of(service, directory, "fetch", "1").endsWith(2);
        Outcome.of(service, directory, "get").endsWith(2);
        Outcome.of(service, directory, "url", "1", "2").endsWith(2);
        Outcome.of(service, directory, "serve", "--port", "70000").endsWith(2);
        Outcome.of(service, directory, "demo", "--adapter", "pigeon").endsWith(2);
    }

    @Test
    void atSignIsPartOfAName() {
        Outcome outcome = Outcome.of(service, directory, "get", "@key").endsWith(2);
        assertTrue(outcome.stderr().contains("\"@key\""), outcome.stderr());
    }

    @Test
    void helpAndVersionGoToStdout() {
        for (String[] args : new String[][] {
            {"--help"}, {"get", "--help"}, {"url", "-h"}, {"demo", "-h"}, {"serve", "-h"}, {"--version"}
        }) {
            Outcome outcome = Outcome.of(service, directory, args).endsWith(0);
            assertTrue(outcome.out().contains("camb-tts"), outcome.out());
            assertEquals("", outcome.stderr());
        }
    }
}
