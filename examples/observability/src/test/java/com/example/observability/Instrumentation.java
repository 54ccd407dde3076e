package com.example.observability;

import feign.micrometer.MicrometerCapability;
import io.github.cambtts.adapter.feign.FeignTransport;
import io.github.cambtts.adapter.jdkhttp.JdkHttpTransport;
import io.github.cambtts.transport.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.okhttp3.OkHttpMetricsEventListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.java11.instrument.binder.jdk.MicrometerHttpClient;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.instrumentation.javahttpclient.JavaHttpClientTelemetry;
import io.opentelemetry.instrumentation.okhttp.v3_0.OkHttpTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;

/**
 * Instrumentation of an HTTP stack beneath a transport.
 *
 * @param transport the transport
 * @param ended the status, or the kind of failure, of each request that the instrumentation has seen end; sorted
 * @param recorded all that it recorded, as text
 */
record Instrumentation(Transport transport, Supplier<List<String>> ended, Supplier<String> recorded) {

    /** The kinds of instrumentation. */
    enum Kind {
        MICROMETER_JDK("`MicrometerHttpClient`", "jdkhttp"),
        OPENTELEMETRY_JDK("`JavaHttpClientTelemetry`", "jdkhttp"),
        MICROMETER_FEIGN("`MicrometerCapability`", "feign"),
        MICROMETER_OKHTTP("`OkHttpMetricsEventListener`", "feign"),
        OPENTELEMETRY_OKHTTP("`OkHttpTelemetry`", "feign");

        private final String title;
        private final String adapter;

        Kind(String title, String adapter) {
            this.title = title;
            this.adapter = adapter;
        }

        /** Returns the first cells of a row of the table in docs/adapters.md. */
        String cells() {
            return title + " | " + adapter;
        }

        /** Feign asks storage by its client alone, so that presigned URLs stay as they are. */
        boolean seesStorage() {
            return this != MICROMETER_FEIGN;
        }

        /** The future that OpenTelemetry returns for the JDK's client does not cancel the client's. */
        boolean seesCancelling() {
            return this != OPENTELEMETRY_JDK;
        }

        /** OpenTelemetry's attribute {@code url.full} has a presigned URL's query. */
        boolean recordsSignatures() {
            return this == OPENTELEMETRY_JDK || this == OPENTELEMETRY_OKHTTP;
        }

        Instrumentation begin() {
            return switch (this) {
                case MICROMETER_JDK -> {
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    HttpClient client = MicrometerHttpClient.instrumentationBuilder(HttpClient.newHttpClient(), meters)
                            .build();
                    yield new Instrumentation(
                            JdkHttpTransport.create(client),
                            () -> statuses(meters, "http.client.requests", "status"),
                            meters::getMetersAsString);
                }
                case OPENTELEMETRY_JDK -> {
                    InMemorySpanExporter spans = InMemorySpanExporter.create();
                    HttpClient client = JavaHttpClientTelemetry.create(exportingTo(spans))
                            .newHttpClient(HttpClient.newHttpClient());
                    yield new Instrumentation(
                            JdkHttpTransport.create(client),
                            () -> statuses(spans),
                            () -> spans.getFinishedSpanItems().toString());
                }
                case MICROMETER_FEIGN -> {
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    MicrometerCapability capability = new MicrometerCapability(meters);
                    yield new Instrumentation(
                            FeignTransport.create(new OkHttpClient(), feign -> feign.addCapability(capability)),
                            () -> feignStatuses(meters),
                            meters::getMetersAsString);
                }
                case MICROMETER_OKHTTP -> {
                    SimpleMeterRegistry meters = new SimpleMeterRegistry();
                    OkHttpClient client = new OkHttpClient.Builder()
                            .eventListener(OkHttpMetricsEventListener.builder(meters, "okhttp.requests")
                                    .build())
                            .build();
                    yield new Instrumentation(
                            FeignTransport.create(client),
                            () -> statuses(meters, "okhttp.requests", "status"),
                            meters::getMetersAsString);
                }
                case OPENTELEMETRY_OKHTTP -> {
                    InMemorySpanExporter spans = InMemorySpanExporter.create();
                    OkHttpTelemetry telemetry = OkHttpTelemetry.create(exportingTo(spans));
                    yield new Instrumentation(
                            FeignTransport.create(TracedClient.of(new OkHttpClient(), telemetry::newCallFactory)),
                            () -> statuses(spans),
                            () -> spans.getFinishedSpanItems().toString());
                }
            };
        }
    }

    static OpenTelemetry exportingTo(InMemorySpanExporter spans) {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build();
    }

    private static List<String> statuses(MeterRegistry meters, String name, String tag) {
        return meters.find(name).tagKeys(tag).meters().stream()
                .flatMap(meter -> Stream.generate(
                                () -> Objects.requireNonNull(meter.getId().getTag(tag)))
                        .limit(count(meter)))
                .sorted()
                .toList();
    }

    /** The statuses of the requests that had a response, and "exception" for those that had none. */
    private static List<String> feignStatuses(MeterRegistry meters) {
        Stream<String> exceptions = statuses(meters, "feign.Client.exception", "exception_name").stream()
                .map(name -> "exception");
        return Stream.concat(statuses(meters, "feign.Client.http_response_code", "http_status").stream(), exceptions)
                .toList();
    }

    private static long count(io.micrometer.core.instrument.Meter meter) {
        return meter instanceof Timer timer
                ? timer.count()
                : (long) ((io.micrometer.core.instrument.Counter) meter).count();
    }

    private static List<String> statuses(InMemorySpanExporter spans) {
        return spans.getFinishedSpanItems().stream().map(status()).sorted().toList();
    }

    private static Function<SpanData, String> status() {
        AttributeKey<Long> code = AttributeKey.longKey("http.response.status_code");
        return span -> span.getAttributes().get(code) == null
                ? span.getStatus().getStatusCode().name()
                : String.valueOf(span.getAttributes().get(code));
    }
}
