package com.example.observability;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.ErrorKind;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An OpenTelemetry span around one call, with its retries. The API is sent it as {@code traceparent}. */
public record CallSpan(Span span) implements CallListener {

    /** Starts a span, as a child of the current one, and returns the options of the call that ends it. */
    public static CallOptions start(OpenTelemetry telemetry, String name) {
        Span span = telemetry
                .getTracer("camb-tts")
                .spanBuilder(name)
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
        Map<String, String> headers = new HashMap<>();
        telemetry
                .getPropagators()
                .getTextMapPropagator()
                .inject(Context.current().with(span), headers, Map::put);
        return CallOptions.defaults().withHeaders(headers).withListener(new CallSpan(span));
    }

    @Override
    public void onAttempt(Call call, int attempt) {
        span.setAttribute("camb.tts.attempts", attempt);
    }

    @Override
    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
        failure.ifPresent(kind -> span.setStatus(StatusCode.ERROR).setAttribute("error.type", kind.name()));
        span.setAttribute("camb.tts.id", call.subject().toString());
        span.setAttribute("camb.tts.bytes", bytes);
        span.end();
    }
}
