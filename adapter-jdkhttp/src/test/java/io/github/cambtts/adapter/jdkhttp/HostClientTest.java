package io.github.cambtts.adapter.jdkhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import java.net.http.HttpClient;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An instrumented client of the host sees the end of every exchange, however it ends. */
@Timeout(30)
class HostClientTest {

    private static final RunId RUN = RunId.of(7);

    private final FakeCamb camb = new FakeCamb();
    private FakeCambServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = FakeCambServer.start(camb, FakeCambServer.Wire.PLAIN, 0);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    private interface Call {
        void make(TtsResults results) throws Exception;
    }

    /** Makes a call through an instrumented client, and waits until client has seen its exchange end. */
    private void assertEndIsSeen(InstrumentedClient.Kind kind, Call call) throws Exception {
        InstrumentedClient client = new InstrumentedClient(HttpClient.newHttpClient(), kind);
        try (JdkHttpTransport transport = JdkHttpTransport.create(client);
                TtsResults results = TtsResults.builder()
                        .apiKey("any")
                        .baseUrl(server.baseUrl())
                        .transport(transport)
                        .retryPolicy(RetryPolicy.none())
                        .build()) {
            call.make(results);
            assertEquals(1, client.begun());
            await("the end of the exchange", () -> client.ended() == 1);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "timed out waiting for " + what);
            Thread.sleep(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResponseIsSeen(InstrumentedClient.Kind kind) throws Exception {
        assertEndIsSeen(kind, results -> {
            try (AudioStream audio = results.open(RUN)) {
                assertTrue(audio.readAllBytes().length > 0);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anErrorStatusIsSeen(InstrumentedClient.Kind kind) throws Exception {
        camb.run(RUN.value()).answers(OutputType.RAW_BYTES, FakeResponse.status(503));
        assertEndIsSeen(kind, results -> assertThrows(TtsException.class, () -> results.open(RUN)));
    }

    @ParameterizedTest
    @EnumSource
    void aBodyCutShortIsSeen(InstrumentedClient.Kind kind) throws Exception {
        camb.run(RUN.value())
                .answers(
                        OutputType.RAW_BYTES,
                        FakeResponse.audio(Content.flacLike(100_000)).cutAfter(50_000));
        assertEndIsSeen(kind, results -> {
            try (AudioStream audio = results.open(RUN)) {
                assertThrows(TtsException.class, audio::readAllBytes);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsCancelledInTheBodyIsSeen(InstrumentedClient.Kind kind) throws Exception {
        camb.run(RUN.value())
                .answers(
                        OutputType.RAW_BYTES,
                        FakeResponse.audio(Content.flacLike(100_000)).stallAfter(50_000));
        assertEndIsSeen(kind, results -> {
            AudioStream audio = results.open(RUN);
            audio.readNBytes(10_000);
            audio.abort();
            audio.close();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsCancelledBeforeTheHeadersIsSeen(InstrumentedClient.Kind kind) throws Exception {
        camb.run(RUN.value()).answers(OutputType.RAW_BYTES, FakeResponse.silence());
        assertEndIsSeen(kind, results -> {
            Future<?> call = results.fetchAsync(RUN, OutputType.RAW_BYTES);
            await("the request", () -> !camb.requests().isEmpty());
            assertTrue(call.cancel(true));
            if (kind == InstrumentedClient.Kind.FUTURE_OF_ITS_OWN) {
                // Cancelling this future does not reach the exchange, which ends when the connection is closed.
                server.close();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedConnectionIsSeen(InstrumentedClient.Kind kind) throws Exception {
        server.close();
        assertEndIsSeen(kind, results -> assertThrows(TtsException.class, () -> results.open(RUN)));
    }
}
