package com.example.speech;

import io.github.cambtts.CallListener;
import io.github.cambtts.ErrorKind;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Counts and times the calls, and stores whether the last one failed because of the service. */
@Component
class CallMetrics implements CallListener {

    private final MeterRegistry meters;
    private volatile Optional<ErrorKind> lastFailure = Optional.empty();

    CallMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
        meters.counter("camb.tts.attempts.failed", "kind", kind.name()).increment();
    }

    @Override
    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
        String outcome = failure.map(ErrorKind::name).orElse("SUCCESS");
        meters.timer("camb.tts.calls", "purpose", call.purpose().name(), "outcome", outcome)
                .record(duration);
        meters.counter("camb.tts.audio.bytes").increment(bytes);
        lastFailure = failure.filter(CallMetrics::isServiceFailure);
    }

    /**
     * Returns whether the service caused a failure. A missing run or a closed browser connection is not its failure.
     */
    private static boolean isServiceFailure(ErrorKind kind) {
        return switch (kind) {
            case NOT_FOUND, INVALID_REQUEST, CANCELLED, FILE, FILE_EXISTS -> false;
            default -> true;
        };
    }

    Optional<ErrorKind> lastFailure() {
        return lastFailure;
    }
}
