package com.example.observability;

import io.github.cambtts.CallListener;
import io.github.cambtts.ErrorKind;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;

/** Counts and times calls with Micrometer. */
public record CallTimers(MeterRegistry meters) implements CallListener {

    @Override
    public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
        meters.counter("camb.tts.attempts.failed", "error", kind.name()).increment();
    }

    @Override
    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
        String error = failure.map(ErrorKind::name).orElse("none");
        meters.timer("camb.tts.calls", "purpose", call.purpose().name(), "error", error)
                .record(duration);
        meters.counter("camb.tts.audio.bytes").increment((double) bytes);
    }
}
