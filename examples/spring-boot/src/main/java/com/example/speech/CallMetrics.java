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
        meters.counter("camb.tts.attempts.failed", "error", kind.name()).increment();
    }

    @Override
    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
        String error = failure.map(ErrorKind::name).orElse("none");
        meters.timer("camb.tts.calls", "purpose", call.purpose().name(), "error", error)
                .record(duration);
        meters.counter("camb.tts.audio.bytes").increment(bytes);
        lastFailure = failure.filter(CallMetrics::isServiceFailure);
    }

    /** Returns whether other runs would fail too, which a missing run or a broken recording does not show. */
    private static boolean isServiceFailure(ErrorKind kind) {
        return switch (kind) {
            case AUTHENTICATION, PERMISSION, PAYMENT_REQUIRED, RATE_LIMITED, SERVER -> true;
            case CONNECT, DNS, TLS, PROXY, PROTOCOL, RESET, UNEXPECTED_REDIRECT -> true;
            case CONNECT_TIMEOUT, RESPONSE_TIMEOUT, IDLE_TIMEOUT, DEADLINE -> true;
            default -> false;
        };
    }

    Optional<ErrorKind> lastFailure() {
        return lastFailure;
    }
}
