package io.github.cambtts.internal.call;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.internal.text.Redaction;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OperationTest {

    /** The watchdog looks at the clock once for all operations; some may begin while it goes through them. */
    @Test
    void aStreamHandedOverAfterTheWatchdogLookedAtTheClockGoesOn() throws Exception {
        long earlier = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
        Operation operation = Operation.start(
                CallEvents.of(RunId.of(7), Purpose.OPEN, List.of()),
                Duration.ofHours(1),
                this,
                Watchdog.shared(),
                Redaction.of("a-key"));
        try {
            operation.handOver(new Object());
            Watch watch = operation.watch();
            watch.beginWait(Duration.ofHours(1), ErrorKind.IDLE_TIMEOUT);
            operation.tick(earlier);
            assertNull(watch.stopped());
            watch.endWait();
        } finally {
            operation.finish(null);
        }
    }
}
