package io.github.cambtts.internal.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.Await;
import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class CallTest {

    @Test
    void aStreamThatHasComeToItsEndIsNotReportedAsDropped() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                warnings.add(entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("io.github.cambtts");
        logger.addHandler(handler);
        try {
            for (RunId run : List.of(RunId.of(70_001), RunId.of(70_002))) {
                Call call = Calls.of(
                        run,
                        Purpose.OPEN,
                        this,
                        Watchdog.shared(),
                        Duration.ofHours(1),
                        RetryPolicy.defaults(),
                        Time.REAL);
                if (run.value() == 70_001) {
                    call.reportFinished(null);
                }
                new LeakDetector(new Object(), call, new ReferenceQueue<>()).report();
            }
        } finally {
            logger.removeHandler(handler);
        }
        List<String> dropped = warnings.stream()
                .filter(text -> text.contains("70001") || text.contains("70002"))
                .toList();
        assertEquals(1, dropped.size(), dropped.toString());
        assertTrue(dropped.get(0).contains("70002"), dropped.toString());
    }

    @Test
    void aPauseEndsWithTheLimitAtTheLatest() {
        Duration limit = Duration.ofMinutes(1);
        List<Duration> slept = new ArrayList<>();
        Time time = new Time(
                Clock.systemUTC(),
                (pause, wakeUp) -> {
                    slept.add(pause);
                    return limit.toNanos();
                },
                () -> 0);
        Call call = Calls.save(this, Watchdog.shared(), limit, RetryPolicy.defaults(), time);
        TtsException late = assertThrows(TtsException.class, () -> call.pause(Duration.ofHours(1)));
        assertEquals(ErrorKind.DEADLINE, late.kind());
        assertTrue(slept.get(0).compareTo(limit) <= 0, slept::toString);
        call.finish(late.kind());
    }

    /** The watchdog reads the clock once per tick; operations may begin while it checks the others. */
    @Test
    void aStreamHandedOverAfterTheWatchdogReadTheClockIsNotEnded() throws Exception {
        long earlier = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
        Call call = Calls.save(this);
        try {
            call.handOver(new Object());
            Watch watch = call.watch();
            watch.beginWait(Duration.ofHours(1), ErrorKind.IDLE_TIMEOUT);
            call.tick(earlier);
            assertNull(watch.stopped());
            watch.endWait();
        } finally {
            call.finish(null);
        }
    }

    /** Only an executor that never started the call is to blame. */
    @Test
    void aLimitThatEndsBeforeTheFirstAttemptBlamesNoExecutor() {
        Call call = Calls.save(this, Watchdog.shared(), Duration.ofNanos(1), RetryPolicy.defaults(), Time.REAL);
        String message = String.valueOf(
                assertThrows(TtsException.class, call::beginAttempt).getMessage());
        assertEquals(
                "Retrieving run 7 took longer than the total limit. Raise it with Timeouts.withTotal(Duration).",
                message);
        call.finish(ErrorKind.DEADLINE);
    }

    @Test
    void aCallThatIsOverKeepsNothingOfItsLastExchange() throws Exception {
        Call call = Calls.save(this);
        WeakReference<Watch> last = new WeakReference<>(call.watch());
        call.finish(null);
        Await.until("the end of the exchange's objects", () -> {
            System.gc();
            return last.get() == null;
        });
        assertEquals(RunId.of(7), call.runId());
    }
}
