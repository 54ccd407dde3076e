package com.example.speech;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down where the last call failed through the service or the way to it. Asks nothing by itself. */
@Component
class SpeechHealthIndicator implements HealthIndicator {

    private final CallMetrics metrics;

    SpeechHealthIndicator(CallMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Health health() {
        return metrics.lastFailure()
                .map(kind -> Health.down().withDetail("kind", kind).build())
                .orElseGet(() -> Health.up().build());
    }
}
