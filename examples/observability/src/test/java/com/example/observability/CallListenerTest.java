package com.example.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.TtsResultsBuilder;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCamb;
import io.github.cambtts.testkit.FakeCambExtension;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.testkit.ReceivedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics and traces by a listener of the library's, whatever the HTTP stack. */
class CallListenerTest {

    @RegisterExtension
    static final FakeCambExtension FAKE = new FakeCambExtension();

    private static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    private static final RunId RUN = RunId.of(7);
    private static final RunId MISSING = RunId.of(404);

    private static TtsResultsBuilder builder(String adapter) {
        return TtsResults.builder()
                .apiKey("any")
                .baseUrl(FAKE.server().baseUrl())
                .transport(adapter)
                .retryPolicy(new RetryPolicy(2, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(1)));
    }

    private static void failOnceThenAnswer(FakeCamb camb) {
        camb.run(RUN).answers(OutputType.RAW_BYTES, FakeResponse.error(503), FakeResponse.audio(Content.speech()));
        camb.run(MISSING).notFound();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void callsAreTimedAndCounted(String adapter, FakeCamb camb) throws IOException {
        failOnceThenAnswer(camb);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();

        try (TtsResults results =
                builder(adapter).listener(new CallTimers(meters)).build()) {
            results.saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
            assertThrows(TtsException.class, () -> results.link(MISSING));
        }

        assertEquals(
                1,
                meters.get("camb.tts.calls")
                        .tags("purpose", "SAVE", "error", "none")
                        .timer()
                        .count());
        assertEquals(
                1,
                meters.get("camb.tts.calls")
                        .tags("purpose", "LINK", "error", "NOT_FOUND")
                        .timer()
                        .count());
        assertEquals(
                1,
                meters.get("camb.tts.attempts.failed")
                        .tag("error", "SERVER")
                        .counter()
                        .count());
        assertEquals(
                (double) Content.speech().length(),
                meters.get("camb.tts.audio.bytes").counter().count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdkhttp", "feign"})
    void aCallHasASpanThatTheApiIsTold(String adapter, FakeCamb camb) throws IOException {
        failOnceThenAnswer(camb);
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        OpenTelemetry telemetry = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();

        try (TtsResults results = builder(adapter).build()) {
            SaveOptions options = SaveOptions.defaults().withCall(CallSpan.start(telemetry, "save a greeting"));
            results.saveTo(RUN, OutputStream.nullOutputStream(), options);
            assertThrows(TtsException.class, () -> results.link(MISSING, CallSpan.start(telemetry, "link a greeting")));
        }

        SpanData saved = spans.getFinishedSpanItems().get(0);
        assertEquals("save a greeting", saved.getName());
        assertEquals(StatusCode.UNSET, saved.getStatus().getStatusCode());
        assertEquals(Content.speech().length(), saved.getAttributes().get(AttributeKey.longKey("camb.tts.bytes")));
        assertEquals(2, saved.getAttributes().get(AttributeKey.longKey("camb.tts.attempts")));
        assertNull(saved.getAttributes().get(ERROR_TYPE), "an error that a retry mended");
        assertEquals(List.of(), saved.getEvents());
        String traceparent = "00-" + saved.getTraceId() + "-" + saved.getSpanId() + "-01";
        List<ReceivedRequest> requests = camb.received(RUN).list();
        assertEquals(
                List.of(traceparent, traceparent),
                requests.stream()
                        .map(request -> request.header("traceparent").orElse(""))
                        .toList());
        SpanData missing = spans.getFinishedSpanItems().get(1);
        assertEquals(StatusCode.ERROR, missing.getStatus().getStatusCode());
        assertEquals("", missing.getStatus().getDescription());
        assertEquals("NOT_FOUND", missing.getAttributes().get(ERROR_TYPE));
    }
}
