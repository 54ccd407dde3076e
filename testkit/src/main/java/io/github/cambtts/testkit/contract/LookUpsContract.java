package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is looked up within the limits of a call, and a call can be cancelled meanwhile. */
@Alone
@Tag("lookups")
abstract class LookUpsContract extends SocketFixture {

    /**
     * Returns a client of a server whose name must be looked up; if {@code known}, the server has been reached once
     * before.
     */
    private TtsResults byName(boolean known, Timeouts timeouts) throws IOException {
        Optional<String> missingSetup = HostsFile.missingSetup();
        assumeTrue(missingSetup.isEmpty(), () -> missingSetup.orElse(""));
        RawServer raw = closedLater(
                RawServer.responding("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        URI url = URI.create("http://" + HostsFile.newName() + ":" + raw.port());
        if (known) {
            TtsResults unlimited = resultsAt(url, transport(), TtsResultsBuilder::allowPlainHttp);
            assertFails(ErrorKind.NOT_FOUND, () -> unlimited.link(RUN));
        }
        return resultsAt(url, transport(), builder -> builder.timeouts(timeouts).allowPlainHttp());
    }

    @ParameterizedTest
    @Proves({Rule.T22, Rule.T23})
    @ValueSource(booleans = {false, true})
    final void aSlowLookUpIsAConnectTimeout(boolean known) throws Exception {
        TtsResults results = byName(known, connectTimeouts().withTotal(later()));
        try (HostsFile.Held held = HostsFile.hold()) {
            assertFaultInTime("slow look-up", ErrorKind.CONNECT_TIMEOUT, 0, results, () -> 0);
            assertTrue(HostsFile.isLookingUp(), () -> "no look-up is running: " + held);
        }
        assertFails(ErrorKind.NOT_FOUND, () -> byName(true, Timeouts.defaults()).link(RUN));
    }

    @ParameterizedTest
    @Proves(Rule.T22)
    @ValueSource(booleans = {false, true})
    final void theWholeCallIsLimitedDuringALookUp(boolean known) throws Exception {
        TtsResults results =
                byName(known, Timeouts.defaults().withConnect(later()).withTotal(LIMIT));
        try (HostsFile.Held held = HostsFile.hold()) {
            assertFaultInTime("total limit in look-up", ErrorKind.DEADLINE, 0, results, () -> 0);
            assertTrue(HostsFile.isLookingUp(), () -> "no look-up is running: " + held);
        }
    }

    /** How a call is cancelled. */
    enum Ending {
        INTERRUPT,
        CLOSE
    }

    @ParameterizedTest
    @Proves(Rule.T22)
    @CsvSource({"INTERRUPT, false", "INTERRUPT, true", "CLOSE, false", "CLOSE, true"})
    final void aCallIsCancelledDuringALookUp(Ending ending, boolean known) throws Exception {
        TtsResults results = byName(known, connectTimeouts().withConnect(later()));
        Thread caller = Thread.currentThread();
        AtomicLong ended = new AtomicLong(System.nanoTime());
        try (HostsFile.Held held = HostsFile.hold()) {
            Thread other = new Thread(() -> {
                try {
                    await("the look-up, " + held, HostsFile::isLookingUp);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                ended.set(System.nanoTime());
                if (ending == Ending.INTERRUPT) {
                    caller.interrupt();
                } else {
                    results.close();
                }
            });
            other.start();
            assertFails(ErrorKind.CANCELLED, () -> results.link(RUN));
            Duration took = Duration.ofNanos(System.nanoTime() - ended.get());
            assertEquals(ending == Ending.INTERRUPT, Thread.interrupted(), "the caller's interrupt flag");
            assertTrue(took.compareTo(tolerance()) < 0, () -> "took " + took);
            other.join();
        }
    }
}
