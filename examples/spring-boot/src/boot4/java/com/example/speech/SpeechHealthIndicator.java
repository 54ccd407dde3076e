package com.example.speech;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Reports DOWN if the last call failed because of the service or the connection to it. Sends no request itself. */
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
