package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(180)
class ServeCommandTest {

    /** For each documented run and task: the options of {@code get} or {@code wait}, its exit code, and the kind of its failure. */
    private static final String[] RUNS = {
        "1||0|",
        "2||0|",
        "3||0|",
        "4|--retries=1|6|TRUNCATED",
        "5||0|",
        "6|--retries=0 --idle-timeout=500ms|6|IDLE_TIMEOUT",
        "7|--retries=0 --response-timeout=500ms|6|RESPONSE_TIMEOUT",
        "8|--retries=0|6|RESET",
        "9||7|UNEXPECTED_CONTENT",
        "10||7|UNEXPECTED_CONTENT",
        "11||7|EMPTY",
        "12|--retries=0|6|TRUNCATED",
        "13||7|UNEXPECTED_REDIRECT",
        "14||0|",
        "14|--via=file_url|3|PERMISSION",
        "15|--via=file_url|0|",
        "16|--via=file_url|7|MALFORMED_JSON",
        "17|--via=file_url|7|UNSAFE_URL",
        "18||0|",
        "401||3|AUTHENTICATION",
        "402||3|PAYMENT_REQUIRED",
        "403||3|PERMISSION",
        "404||4|NOT_FOUND",
        "422||4|INVALID_REQUEST",
        "429|--retries=0|5|RATE_LIMITED",
        "429||0|",
        "500|--retries=0|5|SERVER",
        "502|--retries=0|5|SERVER",
        "503|--retries=0|5|SERVER",
        "503||0|",
        "504|--retries=0|5|SERVER",
        "others||0|",
        "succeeds||0|",
        "pending-twice||0|",
        "pending|--task-timeout=500ms|6|DEADLINE",
        "fails|--translated|4|TASK_FAILED",
        "times-out||4|TASK_TIMED_OUT",
        "payment-required|--translated|3|PAYMENT_REQUIRED",
        "bad-gateway|--retries=0|0|",
        "other tasks||4|NOT_FOUND",
    };

    @TempDir
    Path directory;

    private EmbeddedServer start(List<String> log, String... args) throws IOException {
        ServeOptions options = new ServeOptions();
        new CommandLine(options).parseArgs(args);
        return EmbeddedServer.start(options, directory, log::add);
    }

    private static Map<String, String> environment(EmbeddedServer server) {
        return Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", server.baseUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void everyDocumentedRunEndsAsExpected(String adapter) throws IOException {
        Set<String> tried = new TreeSet<>();
        List<String> log = new CopyOnWriteArrayList<>();
        try (EmbeddedServer server = start(log)) {
            for (String each : RUNS) {
                String[] fields = each.split("\\|", -1);
                tried.add(fields[0]);
                boolean isRun = fields[0].matches("[0-9]+|others");
                List<String> args = new ArrayList<>(List.of(
                        isRun ? "get" : "wait",
                        fields[0].equals("others") ? "77" : fields[0].replace(' ', '-'),
                        "--json",
                        "--adapter=" + adapter));
                args.addAll(isRun ? List.of("--replace") : List.of());
                args.addAll(fields[1].isEmpty() ? List.of() : List.of(fields[1].split(" ", -1)));
                JsonNode document = Outcome.of(environment(server), directory, args.toArray(String[]::new))
                        .endsWith(Integer.parseInt(fields[2]))
                        .json();
                assertEquals(fields[3], document.path("error").path("kind").asText(""), each + ": " + document);
            }
        }
        assertEquals(new TreeSet<>(EmbeddedServer.documentedRuns().keySet()), tried);
        assertTrue(log.size() > RUNS.length, log.toString());
        assertFalse(log.toString().contains(Outcome.KEY), log.toString());
    }

    private static HttpResponse<String> send(String method, String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("x-api-key", Outcome.KEY)
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void everyOptionTakesEffect() throws Exception {
        int port;
        int storagePort;
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            port = first.getLocalPort();
            storagePort = second.getLocalPort();
        }
        Files.createDirectory(directory.resolve("audio"));
        Files.write(directory.resolve("audio/1.wav"), ScriptedService.WAV);
        try (EmbeddedServer server = start(
                new ArrayList<>(),
                "--host=0.0.0.0",
                "--port=" + port,
                "--storage-port=" + storagePort,
                "--public-url=http://localhost:" + port,
                "--key=" + Outcome.KEY,
                "--fail=7=503",
                "--fail=1000=418",
                "--link-lifetime=5s",
                "--latency=10ms",
                "--rate=1000000",
                "--recordings=audio")) {
            assertEquals("http://localhost:" + port + "/apis", server.baseUrl());
            String local = "http://127.0.0.1:" + port;
            for (String path : new String[] {"7", "7", "1000", "404"}) {
                int status = path.equals("7") ? 503 : path.equals("1000") ? 418 : 404;
                assertEquals(
                        status, send("GET", local + "/apis/tts-result/" + path).statusCode());
            }
            Outcome url = Outcome.of(environment(server), directory, "url", "1", "--quiet")
                    .endsWith(0);
            assertTrue(url.out().startsWith("http://localhost:" + storagePort + "/audio/1.flac?"), url.out());
            assertTrue(url.out().contains("X-Amz-Expires=5&"), url.out());
            JsonNode saved = Outcome.of(environment(server), directory, "get", "1", "--json", "--via=file_url")
                    .endsWith(0)
                    .json();
            assertEquals(ScriptedService.WAV.length, saved.path("bytes").intValue());
            assertEquals(204, send("POST", local + "/reset").statusCode());
            assertEquals(503, send("GET", local + "/apis/tts-result/7").statusCode());
            JsonNode journal =
                    new ObjectMapper().readTree(send("GET", local + "/journal").body());
            assertEquals(1, journal.size(), journal.toString());
            assertFalse(journal.toString().contains(Outcome.KEY), journal.toString());
            Outcome.of(
                            Map.of("CAMB_API_KEY", "another-key", "CAMB_BASE_URL", server.baseUrl()),
                            directory,
                            "get",
                            "1",
                            "--replace")
                    .endsWith(3);
        }
    }

    @Test
    void tlsServerWritesACertificateThatClientsCanTrust() throws Exception {
        try (CommandProcess server = CommandProcess.start(
                Map.of(), directory, "serve", "--tls", "--certificate-file", "ca.pem", "--quiet")) {
            String baseUrl = server.stdout().readLine();
            assertTrue(baseUrl.startsWith("https://localhost:"), baseUrl);
            Outcome.of(
                            Map.of("CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", baseUrl),
                            directory,
                            "get",
                            "1",
                            "--via=file_url",
                            "--ca-file=ca.pem")
                    .endsWith(0);
            assertEquals("", server.stderr());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=70000 | --port: ",
                "--storage-port=-1 | --storage-port: ",
                "--host=no-such-host.invalid | cannot listen at no-such-host.invalid",
                "--public-url=localhost:8080 | --public-url: ",
                "--public-url=http://a\u0000b | --public-url: ",
                "--public-storage-url=http://a/b | --public-storage-url: ",
                "--fail=7 | --fail takes a run and a status",
                "--fail=0=503 | --fail takes a run and a status",
                "--fail=7=200 | --fail takes a run and a status",
                "--latency=soon | --latency is not a duration",
                "--rate=0 | --rate: ",
                "--link-lifetime=0s | --link-lifetime: ",
                "--link-lifetime=200h | --link-lifetime: ",
                "--link-lifetime=1500ms | --link-lifetime: ",
                "--recordings=no-such | --recordings: ",
                "--key= | --key is empty",
                "--key=a b | --key: The API key has a space",
                "--host= | --host is empty",
                "--recordings= | --recordings is empty",
                "--certificate-file=a.pem | --certificate-file: "
            })
    void wrongValueIsNamedAndNothingIsStarted(String option, String named) {
        Outcome outcome = Outcome.of(Map.of(), directory, "serve", option).endsWith(2);
        assertEquals("", outcome.out());
        assertTrue(outcome.stderr().contains(named), outcome.stderr());
    }

    @Test
    void twoStatusesForOneRunAreRefused() {
        Outcome outcome = Outcome.of(Map.of(), directory, "serve", "--fail", "1=500", "--fail", "1=404")
                .endsWith(2);
        assertTrue(outcome.stderr().contains("--fail names run 1 twice"), outcome.stderr());
    }

    @Test
    void helpListsTheRuns() {
        String help =
                Outcome.of(Map.of(), directory, "serve", "--help").endsWith(0).out();
        String words = help.replaceAll("\\s+", " ");
        EmbeddedServer.documentedRuns()
                .forEach((id, description) -> assertTrue(words.contains(id + " " + description), id + " in " + help));
        assertFalse(Outcome.of(Map.of(), directory, "get", "--help").out().contains("Runs:"));
    }

    /** A pipe without a reader holds the command while it starts. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
    void sigtermWhileStartingEndsItWith0() throws Exception {
        Path pipe = directory.resolve("ca.pem");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        try (CommandProcess server = CommandProcess.start(
                Map.of(), directory, "serve", "--tls", "--certificate-file", "ca.pem", "--quiet")) {
            while (!server.stacks().contains("ServeCommand.write")) {
                assertTrue(server.process().isAlive(), server.stderr());
            }
            server.signal("TERM");
            assertTrue(Files.readString(pipe).startsWith("-----BEGIN CERTIFICATE-----"));
            assertEquals(0, server.exitCode(), server.stderr());
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
    void everyRequestIsLoggedAndSigtermEndsItWith0() throws Exception {
        try (CommandProcess server = CommandProcess.start(Map.of(), directory, "serve")) {
            String baseUrl = server.stdout().readLine();
            assertEquals(
                    404,
                    send("GET", baseUrl + "/tts-result/404?key=" + Outcome.KEY).statusCode());
            server.signal("TERM");
            assertEquals(0, server.exitCode(), server.stderr());
            assertTrue(
                    server.stderr()
                            .strip()
                            .matches("[-0-9T:.]+Z GET /apis/tts-result/404\\?key=\\(hidden\\) to API: 404"),
                    server.stderr());
        }
    }

    @Test
    void logNeverBlocksItsCallers() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        PrintStream unread = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        try (RequestLog log = RequestLog.start(unread)) {
            for (int i = 0; i < 20_000; i++) {
                log.add("line " + i);
            }
            stuck.countDown();
        }
    }
}
