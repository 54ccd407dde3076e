package io.github.cambtts.internal.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.CancelledException;
import io.github.cambtts.ConnectionException;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.StatusException;
import io.github.cambtts.TtsException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryLoopTest {

    private final List<Duration> waits = new ArrayList<>();
    private Call call = Calls.save(this);

    @AfterEach
    void finish() {
        call.finish(null);
    }

    /** A sleeper that does not sleep. */
    private long note(Duration wait, CountDownLatch wakeUp) {
        waits.add(wait);
        return 0;
    }

    private RetryLoop loop(int retries, double random) {
        return loop(RetryPolicy.defaults().withRetries(retries), this::note, random);
    }

    private RetryLoop loop(RetryPolicy policy, Time.Sleeper sleeper, double random) {
        return loop(policy, sleeper, random, Duration.ofMinutes(1));
    }

    private RetryLoop loop(RetryPolicy policy, Time.Sleeper sleeper, double random, Duration total) {
        call.finish(null);
        Time time = new Time(Clock.systemUTC(), sleeper, () -> random);
        call = Calls.save(this, Watchdog.shared(), total, policy, time);
        return new RetryLoop(call);
    }

    private TtsException failure(ErrorKind kind) {
        return call.failure(kind, "failed", null);
    }

    private StatusException status(int status, Duration retryAfter) {
        TtsException.Builder failure =
                TtsException.builder(ErrorKind.ofStatus(status), call.runId()).status(status);
        if (retryAfter != null) {
            failure.retryAfter(retryAfter);
        }
        return (StatusException) failure.build();
    }

    private static RetryLoop.Attempt<String> failing(TtsException... failures) {
        Queue<TtsException> left = new ArrayDeque<>(Arrays.asList(failures));
        return () -> {
            TtsException next = left.poll();
            if (next != null) {
                throw next;
            }
            return "done";
        };
    }

    @Test
    void aTemporaryFailureIsRetried() throws TtsException {
        assertEquals("done", loop(2, 1).run(failing(failure(ErrorKind.RESET), failure(ErrorKind.CONNECT))));
        assertEquals(3, call.attempts());
    }

    @Test
    void anAttemptThatCannotBeRepeatedIsTheLast() {
        TtsException first = failure(ErrorKind.RESET);
        RetryLoop.Attempt<String> once = new RetryLoop.Attempt<>() {
            @Override
            public String run() throws TtsException {
                throw first;
            }

            @Override
            public boolean isRepeatable() {
                return false;
            }
        };
        assertSame(first, assertThrows(TtsException.class, () -> loop(2, 1).run(once)));
        assertEquals(1, call.attempts());
        assertEquals(List.of(), waits);
    }

    @Test
    void waitsGrowAndAreBounded() {
        TtsException[] failures = new TtsException[8];
        Arrays.setAll(failures, i -> failure(ErrorKind.RESET));
        assertThrows(ConnectionException.class, () -> loop(7, 1).run(failing(failures)));
        assertEquals(
                List.of(500L, 1000L, 2000L, 4000L, 8000L, 8000L, 8000L),
                waits.stream().map(Duration::toMillis).toList());
    }

    @Test
    void jitterIsFull() {
        assertThrows(
                ConnectionException.class,
                () -> loop(1, 0).run(failing(failure(ErrorKind.RESET), failure(ErrorKind.RESET))));
        assertEquals(List.of(Duration.ZERO), waits);
    }

    @Test
    void theLastFailureIsThrownWithTheEarlierOnesSuppressed() {
        TtsException first = failure(ErrorKind.CONNECT);
        TtsException second = failure(ErrorKind.RESET);
        TtsException thrown = assertThrows(TtsException.class, () -> loop(1, 1).run(failing(first, second)));
        assertSame(second, thrown);
        assertSame(first, thrown.getSuppressed()[0]);
    }

    @Test
    void aPermanentFailureIsThrownAtOnce() {
        for (int status : new int[] {400, 401, 402, 403, 404, 422, 501, 505}) {
            StatusException answer = status(status, null);
            assertSame(answer, assertThrows(TtsException.class, () -> loop(5, 1).run(failing(answer))));
        }
        assertTrue(waits.isEmpty());
    }

    @Test
    void temporaryStatusesAreRetried() throws TtsException {
        for (int status : new int[] {408, 429, 500, 502, 503, 504}) {
            call.finish(null);
            call = Calls.save(this, Watchdog.shared(), Duration.ofMinutes(1), RetryPolicy.defaults(), Time.REAL);
            assertEquals("done", loop(1, 1).run(failing(status(status, null))));
        }
    }

    @Test
    void retryAfterIsWaitedFor() throws TtsException {
        loop(1, 0).run(failing(status(503, Duration.ofSeconds(7))));
        assertEquals(List.of(Duration.ofSeconds(7)), waits);
    }

    @Test
    void notEveryCallerComesBackAtTheMomentThatRetryAfterNames() throws TtsException {
        loop(1, 0.5).run(failing(status(503, Duration.ofSeconds(7))));
        loop(9, 1).run(failing(status(503, Duration.ZERO)));
        assertEquals(List.of(Duration.ofMillis(7_250), Duration.ofMillis(500)), waits);
    }

    @Test
    void aRetryAfterBeyondTheCapIsNotWaitedFor() {
        assertThrows(StatusException.class, () -> loop(1, 0).run(failing(status(503, Duration.ofMinutes(2)))));
        assertTrue(waits.isEmpty());
    }

    @Test
    void aWaitBeyondTheDeadlineIsNotBegun() {
        RetryLoop loop = loop(RetryPolicy.defaults(), this::note, 0, Duration.ofSeconds(5));
        assertThrows(StatusException.class, () -> loop.run(failing(status(503, Duration.ofSeconds(30)))));
        assertTrue(waits.isEmpty());
    }

    @Test
    void aCancelledOperationMakesNoFurtherAttempt() {
        TtsException first = failure(ErrorKind.RESET);
        RetryLoop loop = loop(RetryPolicy.defaults(), (wait, wakeUp) -> call.cancel() ? 0 : 1, 1);
        TtsException thrown = assertThrows(CancelledException.class, () -> loop.run(failing(first)));
        assertEquals(1, thrown.attempts());
        assertSame(first, thrown.getSuppressed()[0]);
    }

    @Test
    void anInterruptEndsAWaitAndKeepsTheFlag() {
        RetryLoop loop = loop(RetryPolicy.defaults(), Time.REAL.sleeper(), 1);
        Thread.currentThread().interrupt();
        assertThrows(CancelledException.class, () -> loop.run(failing(failure(ErrorKind.RESET))));
        assertTrue(Thread.interrupted());
    }

    @Test
    void noPolicyMakesTheArithmeticOverflow() {
        Duration year = Duration.ofDays(365);
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        RetryLoop loop = loop(new RetryPolicy(100, year, year, year), this::note, 1);
        for (TtsException each : List.of(failure(ErrorKind.RESET), status(503, forever), status(503, year))) {
            assertThrows(TtsException.class, () -> loop.run(failing(each, status(404, null))));
        }
        assertEquals(List.of(), waits);
    }
}
