package io.github.cambtts.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cambtts.CallListener;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TaskId;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a task to its run and its audio, over HTTP and through both adapters. */
@Timeout(120)
class WaitCommandTest {

    private static final String TASK = "0b1d2c3a-4455-6677-8899-aabbccddeeff";

    @TempDir
    Path directory;

    @AutoClose
    private FakeCambServer service;

    private final FakeCamb camb = new FakeCamb();

    @BeforeEach
    void start() throws IOException {
        service = FakeCambServer.start(camb, FakeCambServer.Wire.PLAIN, 0);
        camb.requireKey(Outcome.KEY);
    }

    private Outcome run(String... args) {
        Map<String, String> environment = Map.of(
                "CAMB_API_KEY", Outcome.KEY, "CAMB_BASE_URL", service.baseUrl().toString());
        return Outcome.of(environment, directory, args);
    }

    private static FakeResponse json(String document) {
        return FakeResponse.json(200, document);
    }

    static List<Arguments> ends() {
        List<Arguments> each = new ArrayList<>();
        for (String adapter : List.of("jdkhttp", "feign")) {
            each.add(Arguments.of(adapter, json("{\"status\":\"SUCCESS\",\"run_id\":123}"), 0, ""));
            each.add(Arguments.of(
                    adapter,
                    json("{\"status\":\"SUCCESS\",\"run_id\":123,\"message\":null,\"exception_reason\":null,\"x\":[]}"),
                    0,
                    ""));
            each.add(Arguments.of(
                    adapter, json("{\"status\":\"ERROR\",\"exception_reason\":\"no such voice\"}"), 4, "TASK_FAILED"));
            each.add(Arguments.of(
                    adapter, json("{\"status\":\"TIMEOUT\",\"message\":\"no such voice\"}"), 4, "TASK_TIMED_OUT"));
            each.add(Arguments.of(
                    adapter,
                    json("{\"status\":\"PAYMENT_REQUIRED\",\"message\":\"no such voice\"}"),
                    3,
                    "PAYMENT_REQUIRED"));
            each.add(Arguments.of(adapter, json("{\"status\":\"SUCCESS\",\"run_id\":null}"), 7, "MALFORMED_JSON"));
            each.add(Arguments.of(
                    adapter, json("{\"status\":\"SUCCESS\",\"run_id\":1,\"run_id\":1}"), 7, "MALFORMED_JSON"));
            each.add(Arguments.of(adapter, json("{\"status\":\"SUCCESS\",\"run_id\":12.0}"), 7, "MALFORMED_JSON"));
            each.add(Arguments.of(adapter, json("{\"status\":\"PENDING\"}"), 6, "DEADLINE"));
            each.add(Arguments.of(adapter, json("{\"status\":\"FAILED\"}"), 6, "DEADLINE"));
            each.add(Arguments.of(adapter, FakeResponse.error(502), 6, "DEADLINE"));
            each.add(Arguments.of(adapter, FakeResponse.error(401), 3, "AUTHENTICATION"));
            each.add(Arguments.of(adapter, FakeResponse.error(404), 4, "NOT_FOUND"));
            each.add(Arguments.of(adapter, FakeResponse.error(422), 4, "INVALID_REQUEST"));
            each.add(Arguments.of(
                    adapter, FakeResponse.status(307).header("Location", "/apis/tts/other"), 7, "UNEXPECTED_REDIRECT"));
        }
        return each;
    }

    @ParameterizedTest
    @MethodSource("ends")
    void everyAnswerEndsTheWaitAsDocumented(String adapter, FakeResponse answer, int exitCode, String kind)
            throws IOException {
        for (String option : List.of("--quiet", "--translated")) {
            camb.task(option.equals("--quiet") ? TaskId.of(TASK) : TaskId.translated(TASK))
                    .answers(answer);
            JsonNode document = run(
                            "wait",
                            TASK,
                            option,
                            "--json",
                            "--task-timeout",
                            kind.equals("DEADLINE") ? "700ms" : "60s",
                            "--retries=0",
                            "--adapter=" + adapter)
                    .endsWith(exitCode)
                    .json();
            JsonNode error = document.path("error");
            assertEquals(kind, error.path("kind").asText());
            if (exitCode == 0) {
                assertEquals(123, document.path("run_id").longValue());
                assertEquals(TASK, document.path("task_id").textValue());
                assertEquals(adapter, document.path("adapter").textValue());
            } else {
                assertEquals(TASK, error.path("task_id").textValue());
                assertTrue(error.path("run_id").isNull());
                assertTrue(error.path("message").asText().contains("task " + TASK), document.toString());
            }
            if (answer.toString().contains("voice") || kind.startsWith("TASK") || kind.startsWith("PAYMENT")) {
                assertTrue(error.path("message").asText().contains("no such voice"), document.toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void aPendingTaskAndABadGatewayAreOutlasted(String adapter) throws IOException {
        camb.task(TASK).pending(1).answers(FakeResponse.error(502)).pending(1).succeeds(7);
        Outcome outcome = run("wait", TASK, "--adapter", adapter).endsWith(0);
        assertEquals("7" + System.lineSeparator(), outcome.out());
        assertEquals("", outcome.stderr());
        camb.received(TaskId.of(TASK)).times(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void aServiceThatIsRestartedIsWaitedFor(String adapter) throws Exception {
        camb.task(TASK).pending(1).succeeds(7);
        URI address = service.baseUrl();
        CountDownLatch failed = new CountDownLatch(1);
        CallListener listener = new CallListener() {
            @Override
            public void onPending(Call call, int attempt, Duration askedAgainIn) {
                service.close();
            }

            @Override
            public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
                // More often than the policy retries.
                if (attempt == 6) {
                    failed.countDown();
                }
            }
        };
        try (TtsResults results = TtsResults.builder()
                .apiKey(Outcome.KEY)
                .baseUrl(address.toString())
                .transport(adapter)
                .listener(listener)
                .build()) {
            CompletableFuture<RunId> wait = results.awaitAsync(TaskId.of(TASK));
            assertTrue(failed.await(60, TimeUnit.SECONDS));
            assertFalse(wait.isDone());
            service = FakeCambServer.start(camb, FakeCambServer.Wire.PLAIN, address.getPort());
            assertEquals(RunId.of(7), wait.get(60, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void getWaitsForTheTaskAndSavesTheAudioOfItsRun(String adapter) throws IOException {
        camb.task(TASK).pending(1).succeeds(7);
        JsonNode document = run("get", "--task", TASK, "-o", "a.flac", "--json", "--adapter", adapter)
                .endsWith(0)
                .json();
        assertEquals("COMPLETE", document.path("verified").textValue());
        assertTrue(Files.exists(directory.resolve("a.flac")));
        camb.received(7).once();
    }

    @Test
    void getOfATaskNamesItsRunAndTakesOneTask() throws IOException {
        camb.task(TASK).succeeds(7);
        JsonNode document =
                run("get", "--task", TASK, "-o", "a.flac", "--json").endsWith(0).json();
        assertEquals(7, document.path("run_id").asInt());
        String twice = run("get", "--task", TASK, "--task", "another", "-o", "b.flac")
                .endsWith(2)
                .stderr();
        assertTrue(twice.contains("--task is for one task"), twice);
    }

    @Test
    void getNamesTheFileAfterTheRun() {
        camb.task(TaskId.translated(TASK)).succeeds(7);
        run("get", "--task", TASK, "--translated").endsWith(0);
        assertTrue(Files.exists(directory.resolve("tts-7.flac")));
    }

    @Test
    void getSavesNothingOfATaskThatFailed() {
        camb.task(TASK).fails("no such voice");
        Outcome outcome = run("get", "--task", TASK).endsWith(4);
        assertEquals(
                "camb-tts: The API answered about task " + TASK
                        + ": ERROR: no such voice. Check the reason, and submit the speech again.",
                outcome.stderr().strip());
        assertEquals(0, directory.toFile().list().length);
    }

    @Test
    void theLimitNamesItsOptionAndTheLastStatus() {
        camb.task(TASK).answers(json("{\"status\":\"QUEUED\"}"));
        Outcome outcome = run("wait", TASK, "--task-timeout", "2s").endsWith(6);
        assertEquals(
                "camb-tts: Waiting for task " + TASK + " took longer than the limit for a task: its last status was"
                        + " QUEUED. Wait for it again, or raise the limit with --task-timeout.",
                outcome.stderr().strip());
    }

    @Test
    void eventsSayThatATaskIsPending() throws IOException {
        camb.task(TASK).pending(1).answers(FakeResponse.error(503)).succeeds(7);
        Outcome outcome = run("wait", TASK, "--progress", "json").endsWith(0);
        assertEquals("7" + System.lineSeparator(), outcome.out());
        List<JsonNode> events = outcome.events();
        assertEquals(
                List.of("response", "pending", "response", "attempt_failed", "response"),
                events.stream().map(event -> event.path("event").textValue()).toList());
        for (JsonNode event : events) {
            assertEquals(TASK, event.path("task_id").textValue());
        }
        assertTrue(events.get(1).path("asked_again_in_ms").longValue() >= 750);
    }

    @Test
    void verboseLogsEachAnswer() {
        camb.task(TASK).pending(1).succeeds(7);
        String log = run("wait", TASK, "-v").endsWith(0).stderr();
        assertTrue(log.contains("task " + TASK + ": attempt 1: the API answered 200 after "), log);
        assertTrue(log.contains("task " + TASK + ": attempt 1: pending, asking again in "), log);
    }

    @Test
    void aWrongArgumentIsExplainedAndNothingIsSent() {
        assertTrue(run("wait", "12345").endsWith(2).stderr().contains("looks like a run_id. Give it to camb-tts get."));
        assertTrue(run("wait", "a/b").endsWith(2).stderr().contains("is not a task id"));
        assertTrue(run("get", TASK).endsWith(2).stderr().contains("camb-tts wait, or with camb-tts get --task"));
        assertTrue(run("get", "7", "--task", TASK).endsWith(2).stderr().contains("Leave out RUN_ID and --ids."));
        assertTrue(run("get", "7", "--translated").endsWith(2).stderr().contains("are for --task"));
        assertTrue(run("wait", TASK, "--task-timeout", "0s")
                .endsWith(2)
                .stderr()
                .contains("--task-timeout: The task timeout"));
        assertTrue(
                run("wait", TASK, "--progress", "x").endsWith(2).stderr().contains("--progress is auto, json or none"));
        assertTrue(run("wait").endsWith(2).stderr().contains("TASK_ID"));
        assertTrue(camb.requests().isEmpty());
    }

    @Test
    void aBare422SaysThatATaskIdLeadsToARun() {
        camb.run(7).answers(FakeResponse.error(422));
        String message = run("get", "7").endsWith(4).stderr();
        assertTrue(message.contains("A task_id leads to it by camb-tts wait, or with camb-tts get --task."), message);
    }
}
