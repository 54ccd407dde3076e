package com.example.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each request is counted once, with its true status, by what the HTTP stacks are instrumented with. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class InstrumentationTest {

    private static final String KEY = "secret-key";
    private static final RunId RUN = RunId.of(7);
    private static final Path TABLE = Path.of("../../docs/adapters.md");
    private static final RetryPolicy SOON =
            new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1));

    /** What a caller does, and what the service answers. */
    private enum Case {
        SUCCESS {
            @Override
            void run(FakeCambServer server, TtsResults results) throws IOException {
                results.saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
            }
        },
        NOT_FOUND {
            @Override
            void run(FakeCambServer server, TtsResults results) {
                server.camb().run(RUN).notFound();
                TtsException failure = assertThrows(TtsException.class, () -> results.link(RUN));
                assertEquals(ErrorKind.NOT_FOUND, failure.kind());
            }
        },
        RETRIED {
            @Override
            void run(FakeCambServer server, TtsResults results) throws IOException {
                server.camb()
                        .run(RUN)
                        .answers(OutputType.RAW_BYTES, FakeResponse.error(503), FakeResponse.audio(Content.speech()));
                results.saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
            }
        },
        RESUMED {
            @Override
            void run(FakeCambServer server, TtsResults results) throws IOException {
                server.camb().run(RUN.value()).audio(Content.flac(1 << 20));
                server.camb().run(RUN.value()).breakAt(500_000);
                results.saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
            }
        },
        ABORTED_IN_BODY {
            @Override
            void run(FakeCambServer server, TtsResults results) throws IOException {
                server.camb()
                        .run(RUN)
                        .answers(
                                OutputType.RAW_BYTES,
                                FakeResponse.audio(Content.flac(1 << 20)).stallAfter(500_000));
                AudioStream audio = results.open(RUN);
                audio.readNBytes(100_000);
                audio.abort();
            }
        },
        CANCELLED_BEFORE_HEADERS {
            @Override
            void run(FakeCambServer server, TtsResults results) throws Exception {
                CountDownLatch received = new CountDownLatch(1);
                server.camb().onRequest(request -> received.countDown());
                server.camb().run(RUN).answers(OutputType.RAW_BYTES, FakeResponse.silence());
                CompletableFuture<?> call = results.openAsync(RUN);
                received.await();
                call.cancel(true);
            }
        };

        abstract void run(FakeCambServer server, TtsResults results) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void eachRequestIsCountedOnce(Instrumentation.Kind kind) throws Exception {
        List<String> cells = new ArrayList<>(List.of(kind.cells()));
        for (Case happening : Case.values()) {
            cells.add(String.join(", ", ended(kind.begin(), kind, happening)));
        }
        String row = "| " + String.join(" | ", cells) + " |";
        assertTrue(Files.readString(TABLE).contains("\n" + row + "\n"), () -> TABLE + " has no such row:\n" + row);
    }

    @ParameterizedTest
    @EnumSource
    void theKeyIsNotRecorded(Instrumentation.Kind kind) throws Exception {
        Instrumentation instrumentation = kind.begin();
        ended(instrumentation, kind, Case.RESUMED);
        String recorded = instrumentation.recorded().get();
        assertFalse(recorded.contains(KEY), recorded);
        assertEquals(kind.recordsSignatures(), recorded.contains("X-Amz-Signature="), recorded);
    }

    private static List<String> ended(Instrumentation instrumentation, Instrumentation.Kind kind, Case happening)
            throws Exception {
        int requests;
        try (FakeCambServer server = FakeCambServer.start();
                TtsResults results = TtsResults.builder()
                        .apiKey(KEY)
                        .baseUrl(server.baseUrl())
                        .transport(instrumentation.transport())
                        .retryPolicy(SOON)
                        .build()) {
            happening.run(server, results);
            requests = kind.seesStorage()
                    ? server.camb().requests().size()
                    : server.camb().requests(Origin.API).size();
            if (kind.seesCancelling() || happening != Case.CANCELLED_BEFORE_HEADERS) {
                await(() -> instrumentation.ended().get().size() >= requests);
            }
        }
        // Without the server's connection, at the latest.
        await(() -> instrumentation.ended().get().size() >= requests);
        return instrumentation.ended().get();
    }

    /** Waits until something holds, as long as the test may take. */
    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }
}
