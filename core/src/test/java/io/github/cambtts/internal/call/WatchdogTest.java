package io.github.cambtts.internal.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.Await;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.TtsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watchdog continues after any error. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WatchdogTest {

    private final List<Call> calls = new ArrayList<>();

    /** Begins a wait with a short limit; the latch opens when the wait is ended. */
    private CountDownLatch waiting(Watchdog watchdog) throws TtsException {
        Call call = Calls.save(this, watchdog);
        calls.add(call);
        CountDownLatch ended = new CountDownLatch(1);
        Watch watch = call.watch();
        watch.signal().onAbort(ended::countDown);
        watch.beginWait(Duration.ofMillis(1), ErrorKind.IDLE_TIMEOUT);
        return ended;
    }

    private static void assertEnded(CountDownLatch wait) throws InterruptedException {
        assertTrue(wait.await(20, TimeUnit.SECONDS), "no limit held");
    }

    /** Ends all operations, and waits until the watchdog thread has ended. */
    @AfterEach
    void theThreadEnds() throws InterruptedException {
        calls.forEach(call -> call.finish(null));
        Await.until("the end of the watchdog thread", () -> Await.watchdogs() == 0);
    }

    @Test
    void limitsHoldAfterAnOutOfMemoryErrorInTheWatchdog() throws Exception {
        AtomicInteger left = new AtomicInteger(3);
        Watchdog watchdog = new Watchdog(
                () -> {
                    if (left.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("for a moment");
                    }
                    return System.nanoTime();
                },
                DaemonThread::start);
        assertEnded(waiting(watchdog));
        assertTrue(left.get() < 0);
    }

    @Test
    void limitsHoldAsSoonAsThereAreThreadsAgain() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        Watchdog watchdog = new Watchdog(System::nanoTime, (name, task) -> {
            if (!name.equals("watchdog") && refused.incrementAndGet() <= 5) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return DaemonThread.start(name, task);
        });
        CountDownLatch one = waiting(watchdog);
        CountDownLatch other = waiting(watchdog);
        assertEnded(one);
        assertEnded(other);
    }

    @Test
    void anExchangeThatCannotBeEndedDelaysNoOther() throws Exception {
        AtomicInteger aborts = new AtomicInteger();
        Watchdog watchdog = new Watchdog(System::nanoTime, (name, task) -> {
            // The first abort gets no thread, and neither does the log.
            if (name.equals("log") || (name.equals("abort") && aborts.getAndIncrement() == 0)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return DaemonThread.start(name, task);
        });
        CountDownLatch one = waiting(watchdog);
        CountDownLatch other = waiting(watchdog);
        assertEnded(one);
        assertEnded(other);
    }

    @Test
    void aThreadThatDiedIsReplacedWithTheNextOperation() throws Exception {
        AtomicInteger started = new AtomicInteger();
        Watchdog watchdog = new Watchdog(System::nanoTime, (name, task) -> {
            Thread thread = DaemonThread.start(
                    name, name.equals("watchdog") && started.getAndIncrement() == 0 ? () -> {} : task);
            if (started.get() == 1) {
                joinUninterruptibly(thread);
            }
            return thread;
        });
        CountDownLatch before = waiting(watchdog);
        CountDownLatch after = waiting(watchdog);
        assertEnded(before);
        assertEnded(after);
        assertEquals(2, started.get());
    }

    private static void joinUninterruptibly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anOperationThatCannotBeWatchedDoesNotBegin() {
        Watchdog watchdog = new Watchdog(System::nanoTime, (name, task) -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        assertThrows(OutOfMemoryError.class, () -> Calls.save(this, watchdog));
        assertEquals(0, watchdog.watched());
    }

    @Test
    void cancellingAllReachesEachEvenIfThereAreNoThreadsForAMoment() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        Watchdog watchdog = new Watchdog(System::nanoTime, (name, task) -> {
            if (name.equals("abort") && refused.getAndIncrement() == 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return DaemonThread.start(name, task);
        });
        List<CountDownLatch> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Call call = Calls.save(this, watchdog);
            calls.add(call);
            CountDownLatch ended = new CountDownLatch(1);
            Watch watch = call.watch();
            watch.signal().onAbort(ended::countDown);
            watch.beginWait(Duration.ofHours(1), ErrorKind.IDLE_TIMEOUT);
            waits.add(ended);
        }
        watchdog.cancelAll(this);
        for (CountDownLatch ended : waits) {
            assertEnded(ended);
        }
    }
}
