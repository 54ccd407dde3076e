package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.StatusException;
import io.github.cambtts.TaskId;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for a task, in memory: when the service is asked, and how a wait ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TaskTest {

    private static final TaskId TASK = TaskId.of("0b1d2c3a-4455-6677-8899-aabbccddeeff");
    private static final String KEY = "the-key-of-these-tests";

    private final FakeCamb camb = new FakeCamb();

    /** A client that waits in virtual time, without jitter. */
    private TtsResults virtual(UnaryOperator<TtsResultsBuilder> settings) {
        return settings.apply(TtsResults.builder()
                        .apiKey(KEY)
                        .baseUrl(ScriptedTransport.BASE_URL)
                        .transport(ScriptedTransport.inVirtualTime(camb)))
                .build();
    }

    private TtsResults virtual() {
        return virtual(builder -> builder);
    }

    private TtsResults real() {
        return TtsResults.builder()
                .apiKey(KEY)
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(new ScriptedTransport(camb))
                .build();
    }

    private TtsException failure() {
        return assertThrows(TtsException.class, () -> virtual().await(TASK));
    }

    private static FakeResponse json(String document) {
        return FakeResponse.json(200, document);
    }

    @Test
    void aTaskThatHasFinishedIsAskedForOnce() throws TtsException {
        camb.task(TASK).succeeds(7);
        assertEquals(RunId.of(7), virtual().await(TASK));
        camb.received(TASK).once();
        assertEquals(Duration.ZERO, camb.waited());
    }

    @Test
    void translatedSpeechHasItsOwnPath() throws TtsException {
        TaskId translated = TaskId.translated(TASK.value());
        camb.task(TASK).fails("another one");
        camb.task(translated).pending(1).succeeds(8);
        assertEquals(RunId.of(8), virtual().await(translated));
        camb.received(translated).times(2);
        camb.received(TASK).never();
    }

    @Test
    void thePausesGrowFromOneSecondToTen() {
        List<Duration> pauses = new ArrayList<>();
        camb.task(TASK).pending(10).succeeds(7);
        CallListener listener = new CallListener() {
            @Override
            public void onPending(Call call, int attempt, Duration askedAgainIn) {
                assertEquals(TASK, call.subject());
                assertEquals(Purpose.WAIT, call.purpose());
                assertEquals(pauses.size() + 1, attempt);
                pauses.add(askedAgainIn);
            }
        };
        virtual()
                .awaitAsync(TASK, CallOptions.defaults().withListener(listener))
                .join();
        assertEquals(
                List.of(1_000L, 1_500L, 2_250L, 3_375L, 5_062L, 7_593L, 10_000L, 10_000L, 10_000L, 10_000L),
                pauses.stream().map(Duration::toMillis).toList());
        assertEquals(pauses.stream().reduce(Duration.ZERO, Duration::plus), camb.waited());
    }

    @Test
    void aLongerPauseThatTheServerAsksForIsKept() throws TtsException {
        camb.task(TASK).answers(json("{\"status\":\"PENDING\"}").header("Retry-After", "30"));
        camb.task(TASK).succeeds(7);
        virtual().await(TASK);
        assertTrue(camb.waited().compareTo(Duration.ofSeconds(30)) >= 0, camb.waited()::toString);
        assertTrue(camb.waited().compareTo(Duration.ofSeconds(31)) < 0, camb.waited()::toString);
    }

    @Test
    void aPauseOfAnHourIsCutToThePolicysLimit() throws TtsException {
        camb.task(TASK).answers(json("{\"status\":\"PENDING\"}").header("Retry-After", "3600"));
        camb.task(TASK).succeeds(7);
        virtual().await(TASK);
        assertTrue(camb.waited().compareTo(Duration.ofSeconds(61)) < 0, camb.waited()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUEUED", "FAILED", "pending", "\u001b[31mred", "SUCCESSFUL"})
    void aStatusThatIsNotKnownIsWaitedOn(String status) throws TtsException {
        camb.task(TASK).answers(json(ApiRules.json(Map.of("status", status))));
        camb.task(TASK).succeeds(7);
        assertEquals(RunId.of(7), virtual().await(TASK));
    }

    @ParameterizedTest
    @CsvSource({"ERROR,TASK_FAILED", "error,TASK_FAILED", "TIMEOUT,TASK_TIMED_OUT", "PAYMENT_REQUIRED,PAYMENT_REQUIRED"
    })
    void aTaskThatFailedIsATypedExceptionWithTheReason(String status, ErrorKind kind) {
        camb.task(TASK)
                .pending(1)
                .answers(json("{\"status\":\"" + status + "\",\"run_id\":null,\"message\":\"no\","
                                + "\"exception_reason\":\"out of\\nmemory " + KEY + "\"}")
                        .header("X-Request-Id", "r-1"));
        StatusException failure = assertInstanceOf(StatusException.class, failure());
        assertEquals(kind, failure.kind());
        assertEquals(TASK, failure.subject());
        assertEquals(200, failure.status().orElseThrow());
        assertEquals(2, failure.attempts());
        assertEquals(Optional.of("r-1"), failure.requestId());
        assertFalse(failure.isRetryable());
        assertTrue(failure.serverMessage().startsWith(status + ": no: out of memory"), failure.serverMessage());
        assertTrue(failure.getMessage().contains(failure.serverMessage()), failure.getMessage());
        assertFalse(failure.getMessage().contains(KEY));
    }

    @Test
    void aReasonOfTenThousandCharactersIsCut() {
        camb.task(TASK).fails("x".repeat(10_000));
        assertTrue(failure().getMessage().length() < 1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"SUCCESS\"}",
                "{\"status\":\"SUCCESS\",\"run_id\":null}",
                "{\"status\":\"SUCCESS\",\"run_id\":\"7\"}",
                "{\"status\":\"SUCCESS\",\"run_id\":7.0}",
                "{\"status\":\"SUCCESS\",\"run_id\":7e0}",
                "{\"status\":\"SUCCESS\",\"run_id\":0}",
                "{\"status\":\"SUCCESS\",\"run_id\":-7}",
                "{\"status\":\"SUCCESS\",\"run_id\":9223372036854775808}",
                "{\"status\":\"SUCCESS\",\"run_id\":true}",
                "{\"status\":\"SUCCESS\",\"run_id\":[7]}",
                "{\"status\":\"SUCCESS\",\"run_id\":7,\"run_id\":8}",
                "{\"status\":200,\"run_id\":7}",
                "{\"status\":null,\"run_id\":7}",
                "{\"status\":\" \",\"run_id\":7}",
                "{\"run_id\":7}",
                "[]",
                "\"SUCCESS\"",
                "{\"status\":\"SUCC",
                "{\"status\":\"SUCCESS\",\"run_id\":7} {}"
            })
    void anAnswerThatBreaksThePromiseEndsTheWait(String document) {
        camb.task(TASK).pending(1).answers(json(document));
        TtsException failure = failure();
        assertEquals(ErrorKind.MALFORMED_JSON, failure.kind());
        assertTrue(failure.getMessage().contains("task " + TASK), failure.getMessage());
        camb.received(TASK).times(2);
    }

    @Test
    void theLargestRunIdIsTaken() throws TtsException {
        camb.task(TASK).succeeds(Long.MAX_VALUE);
        assertEquals(RunId.of(Long.MAX_VALUE), virtual().await(TASK));
    }

    @Test
    void statusInLowerCaseAndOtherFieldsAreTaken() throws TtsException {
        camb.task(TASK).answers(json("{\"a\":{\"b\":[1]},\"run_id\":7,\"status\":\"success\"}"));
        assertEquals(RunId.of(7), virtual().await(TASK));
    }

    static Stream<Arguments> otherAnswers() {
        return Stream.of(
                Arguments.of(FakeResponse.status(204), ErrorKind.EMPTY),
                Arguments.of(json(""), ErrorKind.EMPTY),
                Arguments.of(FakeResponse.status(202), ErrorKind.EMPTY),
                Arguments.of(
                        FakeResponse.status(200)
                                .header("Content-Type", "text/html")
                                .body(Content.of("<html>Please log in")),
                        ErrorKind.UNEXPECTED_CONTENT),
                Arguments.of(FakeResponse.status(302).header("Location", "/x"), ErrorKind.UNEXPECTED_REDIRECT),
                Arguments.of(
                        json("{\"status\":\"PENDING\",\"x\":\"" + "x".repeat(10 << 20) + "\"}"),
                        ErrorKind.MALFORMED_JSON),
                Arguments.of(FakeResponse.error(401), ErrorKind.AUTHENTICATION),
                Arguments.of(FakeResponse.error(402), ErrorKind.PAYMENT_REQUIRED),
                Arguments.of(FakeResponse.error(403), ErrorKind.PERMISSION),
                Arguments.of(FakeResponse.error(404), ErrorKind.NOT_FOUND),
                Arguments.of(FakeResponse.error(422), ErrorKind.INVALID_REQUEST),
                Arguments.of(FakeResponse.error(429).header("Retry-After", "3600"), ErrorKind.RATE_LIMITED));
    }

    @ParameterizedTest
    @MethodSource("otherAnswers")
    void anAnswerThatIsNoStatusEndsTheWait(FakeResponse answer, ErrorKind kind) {
        camb.task(TASK).pending(2).answers(answer);
        assertEquals(kind, failure().kind());
        camb.received(TASK).times(3);
    }

    @Test
    void anUnknownTaskSaysWhatToCheck() {
        TtsException failure = failure();
        assertEquals(ErrorKind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().contains("translated speech (TaskId.translated)"), failure.getMessage());
    }

    @Test
    void failuresInTheMiddleOfAWaitDoNotEndIt() throws TtsException {
        camb.task(TASK).pending(1);
        IntStream.range(0, 40)
                .forEach(i -> camb.task(TASK)
                        .answers(i % 2 == 0 ? FakeResponse.error(502) : FakeResponse.connectionRefused()));
        camb.task(TASK).pending(1).succeeds(7);
        List<Optional<Duration>> retries = new ArrayList<>();
        CallListener listener = new CallListener() {
            @Override
            public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
                retries.add(retryIn);
            }
        };
        assertEquals(RunId.of(7), virtual().await(TASK, CallOptions.defaults().withListener(listener)));
        camb.received(TASK).times(43);
        assertEquals(40, retries.size());
        assertTrue(retries.stream().allMatch(Optional::isPresent), retries::toString);
        assertTrue(camb.waited().compareTo(Duration.ofMinutes(5)) > 0, camb.waited()::toString);
    }

    @Test
    void a502AtTheBeginningDoesNotEndTheWaitEither() throws TtsException {
        FakeResponse gateway = FakeResponse.error(502);
        camb.task(TASK).answers(gateway, gateway, gateway, gateway, gateway).succeeds(7);
        TtsResults results = virtual(builder -> builder.retryPolicy(RetryPolicy.none()));
        assertEquals(RunId.of(7), results.await(TASK));
    }

    @Test
    void aBodyThatStallsIsAnAnswerToo() throws TtsException {
        camb.task(TASK).answers(json("{\"status\":\"PENDING\"}").stallAfter(5)).succeeds(7);
        TtsResults results = virtual(builder -> builder.retryPolicy(RetryPolicy.none())
                .timeouts(Timeouts.defaults().withIdle(Duration.ofMillis(100))));
        assertEquals(RunId.of(7), results.await(TASK));
    }

    @Test
    void aReasonThatIsSaidToBeCompressedLeavesTheStatus() {
        camb.task(TASK).answers(json("{\"status\":\"ERROR\",\"message\":\"x\"}").header("Content-Encoding", "gzip"));
        assertEquals(
                "The API answered about task " + TASK + ": ERROR. Check the reason, and submit the speech again.",
                failure().getMessage());
    }

    @Test
    void anAddressWhereNothingAnswersEndsTheWaitAsThePolicySays() {
        camb.task(TASK).answers(FakeResponse.connectionRefused());
        TtsException failure = failure();
        assertEquals(ErrorKind.CONNECT, failure.kind());
        assertEquals(3, failure.attempts());
        assertTrue(failure.getMessage().startsWith("Waiting for task " + TASK), failure.getMessage());
    }

    @Test
    void aWaitEndsAfterFifteenMinutesAndNamesTheLastStatus() {
        camb.task(TASK).pending(2).answers(json("{\"status\":\"QUEUED\"}"));
        TtsException failure = failure();
        assertEquals(ErrorKind.DEADLINE, failure.kind());
        assertEquals(TASK, failure.subject());
        assertTrue(failure.getMessage().contains("its last status was QUEUED"), failure.getMessage());
        assertTrue(failure.getMessage().contains("Timeouts.withTask(Duration)"), failure.getMessage());
        assertTrue(failure.isRetryable());
        assertTrue(camb.waited().compareTo(Duration.ofMinutes(15)) <= 0, camb.waited()::toString);
        assertTrue(camb.waited().compareTo(Duration.ofSeconds(890)) > 0, camb.waited()::toString);
        int requests = camb.received(TASK).list().size();
        assertTrue(requests > 85 && requests < 100, () -> requests + " requests in 15 minutes");
    }

    @Test
    void anAcceptedRequestIsPendingAndATaskMayBeSoForEver() {
        camb.task(TASK)
                .answers(FakeResponse.json(202, "{\"status\":\"PENDING\"}"))
                .pending(Integer.MAX_VALUE);
        assertEquals(ErrorKind.DEADLINE, failure().kind());
    }

    @Test
    void aPauseThatTheLimitDoesNotAllowIsNotBegun() {
        camb.task(TASK).pending(1).answers(FakeResponse.error(429).retryAfter(Duration.ofSeconds(50)));
        CallOptions options =
                CallOptions.defaults().withTimeouts(Timeouts.defaults().withTask(Duration.ofSeconds(40)));
        StatusException failure =
                assertThrows(StatusException.class, () -> virtual().await(TASK, options));
        assertEquals(Optional.of(Duration.ofSeconds(50)), failure.retryAfter());
        assertTrue(camb.waited().compareTo(Duration.ofSeconds(2)) < 0, camb.waited()::toString);
    }

    @Test
    void theLimitIsAnOption() {
        camb.task(TASK).answers(FakeResponse.error(503));
        CallOptions options =
                CallOptions.defaults().withTimeouts(Timeouts.defaults().withTask(Duration.ofDays(1)));
        TtsException failure = assertThrows(TtsException.class, () -> virtual().await(TASK, options));
        assertEquals(ErrorKind.DEADLINE, failure.kind());
        assertTrue(failure.getMessage().contains("it has not told its status"), failure.getMessage());
        assertEquals(100, failure.getSuppressed().length);
        assertTrue(camb.waited().compareTo(Duration.ofHours(23)) > 0, camb.waited()::toString);
    }

    @Test
    void theLimitIsKeptInRealTime() {
        camb.task(TASK).pending(1);
        CallOptions options =
                CallOptions.defaults().withTimeouts(Timeouts.defaults().withTask(Duration.ofMillis(300)));
        long begun = System.nanoTime();
        TtsException failure = assertThrows(TtsException.class, () -> real().await(TASK, options));
        assertEquals(ErrorKind.DEADLINE, failure.kind());
        assertTrue(System.nanoTime() - begun >= TimeUnit.MILLISECONDS.toNanos(300));
        camb.received(TASK).once();
    }

    /** A client in real time whose wait is in its first pause, or in the one that the server asked for. */
    private CompletableFuture<RunId> inPause(TtsResults results) throws InterruptedException {
        camb.task(TASK).answers(json("{\"status\":\"PENDING\"}").header("Retry-After", "60"));
        CountDownLatch pausing = new CountDownLatch(1);
        CallListener listener = new CallListener() {
            @Override
            public void onPending(Call call, int attempt, Duration askedAgainIn) {
                pausing.countDown();
            }
        };
        CompletableFuture<RunId> wait =
                results.awaitAsync(TASK, CallOptions.defaults().withListener(listener));
        assertTrue(pausing.await(30, TimeUnit.SECONDS));
        return wait;
    }

    @Test
    void cancellingEndsAPause() throws InterruptedException {
        CountDownLatch finished = new CountDownLatch(1);
        TtsResults results = TtsResults.builder()
                .apiKey(KEY)
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(new ScriptedTransport(camb))
                .listener(new CallListener() {
                    @Override
                    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
                        assertEquals(Optional.of(ErrorKind.CANCELLED), failure);
                        finished.countDown();
                    }
                })
                .build();
        CompletableFuture<RunId> wait = inPause(results);
        assertTrue(wait.cancel(true));
        assertTrue(finished.await(20, TimeUnit.SECONDS));
        camb.received(TASK).once();
    }

    @Test
    void closingEndsAPause() throws InterruptedException {
        TtsResults results = real();
        CompletableFuture<RunId> wait = inPause(results);
        results.close();
        ExecutionException failure = assertThrows(ExecutionException.class, () -> wait.get(20, TimeUnit.SECONDS));
        assertEquals(ErrorKind.CANCELLED, ((TtsException) failure.getCause()).kind());
        assertThrows(IllegalStateException.class, () -> results.await(TASK));
    }

    @Test
    void anInterruptEndsAPauseAndItsFlagStays() throws Exception {
        camb.task(TASK).answers(json("{\"status\":\"PENDING\"}").header("Retry-After", "60"));
        Thread waiting = Thread.currentThread();
        CallListener listener = new CallListener() {
            @Override
            public void onPending(Call call, int attempt, Duration askedAgainIn) {
                waiting.interrupt();
            }
        };
        TtsException failure = assertThrows(
                TtsException.class,
                () -> real().await(TASK, CallOptions.defaults().withListener(listener)));
        assertTrue(Thread.interrupted());
        assertEquals(ErrorKind.CANCELLED, failure.kind());
        assertTrue(failure.getMessage().startsWith("Waiting for task"), failure.getMessage());
    }

    @Test
    void anInterruptBeforeTheCallSendsNothing() {
        Thread.currentThread().interrupt();
        TtsException failure = assertThrows(TtsException.class, () -> real().await(TASK));
        assertTrue(Thread.interrupted());
        assertEquals(ErrorKind.CANCELLED, failure.kind());
        camb.received(TASK).never();
    }

    /** Threads of the default executor, or of a pool with fewer threads than waits. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void aThousandWaitsAtOnce(int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
        try (TtsResults results = virtual(builder -> threads == 0 ? builder : builder.executor(pool))) {
            List<CompletableFuture<RunId>> waits = IntStream.rangeClosed(1, 1_000)
                    .mapToObj(i -> {
                        TaskId task = TaskId.of("task-" + i);
                        camb.task(task)
                                .pending(i % 5)
                                .answers(FakeResponse.error(502))
                                .succeeds(i);
                        // The clock of all is moved by each.
                        return results.awaitAsync(
                                task,
                                CallOptions.defaults()
                                        .withTimeouts(Timeouts.defaults().withTask(Duration.ofDays(1))));
                    })
                    .toList();
            for (int i = 0; i < waits.size(); i++) {
                assertEquals(RunId.of(i + 1), waits.get(i).join());
            }
        } finally {
            pool.shutdown();
        }
    }

    /** In real time, so that all are in their pause together. */
    @Test
    void aThousandWaitsInTheirPauseEndTogether() {
        camb.task(TASK).pending(1);
        TtsResults results = real();
        List<CompletableFuture<RunId>> waits = IntStream.range(0, 1_000)
                .mapToObj(i -> results.awaitAsync(TASK))
                .toList();
        results.close();
        for (CompletableFuture<RunId> wait : waits) {
            CompletionException failure = assertThrows(CompletionException.class, wait::join);
            assertEquals(ErrorKind.CANCELLED, ((TtsException) failure.getCause()).kind());
        }
    }

    @Test
    void aFailureAndItsTaskAreSerializable() throws IOException, ClassNotFoundException {
        camb.task(TASK).fails("x");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure());
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertEquals(TASK, ((TtsException) in.readObject()).subject());
        }
        assertArrayEquals(new Throwable[0], failure().getSuppressed());
    }

    @Test
    void aTaskIdThatIsTheKeyIsNotSent() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> real().await(TaskId.of(KEY)));
        assertFalse(refusal.getMessage().contains(KEY), refusal.getMessage());
        assertTrue(camb.requests().isEmpty());
    }

    @Test
    void theFakeChecksTheKeyOfARequestForATask() {
        camb.requireKey("another");
        camb.task(TASK).succeeds(7);
        assertEquals(ErrorKind.AUTHENTICATION, failure().kind());
    }
}
