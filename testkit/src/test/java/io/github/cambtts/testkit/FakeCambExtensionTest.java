package io.github.cambtts.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.ErrorKind;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

/** The extension as the tests of a host use it. */
class FakeCambExtensionTest {

    /** The base URLs of the servers of the examples. */
    private static final List<URI> SERVERS = new CopyOnWriteArrayList<>();

    private static void useUp(FakeCamb camb, ScriptedTransport transport) {
        // Fails if state of an earlier test is left.
        camb.received(7).never();
        camb.requireKey("another");
        camb.run(7).notFound();
        try (TtsResults results = TtsResults.builder()
                .apiKey("any")
                .baseUrl(ScriptedTransport.BASE_URL)
                .transport(transport)
                .build()) {
            TtsException failure = assertThrows(TtsException.class, () -> results.open(RunId.of(7)));
            assertEquals(ErrorKind.AUTHENTICATION, failure.kind());
            camb.acceptAnyKey();
            assertEquals(
                    ErrorKind.NOT_FOUND,
                    assertThrows(TtsException.class, () -> results.open(RunId.of(7)))
                            .kind());
        }
        camb.received(7).times(2);
    }

    static class StaticFieldUse {

        @RegisterExtension
        static final FakeCambExtension FAKE = new FakeCambExtension();

        @BeforeEach
        void isResetBefore(FakeCamb camb) {
            camb.run(8).notFound();
        }

        @Test
        void one(FakeCamb camb, ScriptedTransport transport, FakeCambServer server) {
            SERVERS.add(server.baseUrl());
            assertSame(FAKE.camb(), camb);
            assertSame(camb, server.camb());
            useUp(camb, transport);
        }

        @Test
        void two(FakeCamb camb, ScriptedTransport transport, FakeCambServer server) {
            one(camb, transport, server);
        }

        @Nested
        class Inner {

            @Test
            void three(FakeCamb camb, ScriptedTransport transport, FakeCambServer server) {
                one(camb, transport, server);
            }
        }

        @AfterEach
        void isOpen() throws IOException {
            connect(SERVERS.get(SERVERS.size() - 1)).close();
        }
    }

    static class InstanceFieldUse {

        @RegisterExtension
        final FakeCambExtension fake = new FakeCambExtension();

        @Test
        void one() {
            SERVERS.add(fake.server().baseUrl());
            useUp(fake.camb(), fake.transport());
        }

        @Test
        void two() {
            one();
        }
    }

    @ExtendWith(FakeCambExtension.class)
    static class ExtendWithUse {

        @Test
        void one(FakeCamb camb, ScriptedTransport transport, FakeCambServer server) {
            SERVERS.add(server.baseUrl());
            useUp(camb, transport);
        }

        @Test
        void two(FakeCamb camb, ScriptedTransport transport, FakeCambServer server) {
            one(camb, transport, server);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    static class ParallelUse {

        @RegisterExtension
        static final FakeCambExtension FAKE = new FakeCambExtension();

        @RegisterExtension
        static final AfterEachCallback ENDED = context -> ParallelUse.ENDING.countDown();

        private static final CountDownLatch ENDING = new CountDownLatch(1);

        /** The first one uses the service until the other one has failed. */
        @RepeatedTest(2)
        void one(FakeCamb camb) throws InterruptedException {
            assertTrue(ENDING.await(60, TimeUnit.SECONDS), "the other one did not fail");
            camb.received(7).never();
        }
    }

    @Test
    void aTestThatBeginsWhileAnotherOneUsesTheServiceFails() {
        EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .selectors(DiscoverySelectors.selectClass(ParallelUse.class))
                .execute()
                .testEvents()
                .failed()
                .assertEventsMatchExactly(EventConditions.finishedWithFailure(TestExecutionResultConditions.message(
                        message -> message.contains("Register the extension in an instance field"))));
    }

    private static Socket connect(URI server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    }

    @ParameterizedTest
    @ValueSource(classes = {StaticFieldUse.class, InstanceFieldUse.class, ExtendWithUse.class})
    void theServiceIsInjectedResetBetweenTestsAndClosedAfterThem(Class<?> example) {
        SERVERS.clear();
        EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(example))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.failed(0).aborted(0).skipped(0));
        assertTrue(SERVERS.size() >= 2);
        SERVERS.forEach(server -> assertThrows(IOException.class, () -> connect(server)));
    }
}
