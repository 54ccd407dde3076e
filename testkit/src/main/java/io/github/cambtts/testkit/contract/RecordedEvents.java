package io.github.cambtts.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallOptions;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.testkit.FakeCamb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Records events, without the values that differ each time. */
final class RecordedEvents implements CallListener {

    private final List<String> recorded = Collections.synchronizedList(new ArrayList<>());

    CallOptions options() {
        return CallOptions.defaults().withListener(this);
    }

    SaveOptions saving() {
        return SaveOptions.defaults().withCall(options());
    }

    int count() {
        return recorded.size();
    }

    void assertReported(String... expected) {
        assertEquals(List.of(expected), List.copyOf(recorded));
    }

    @Override
    public void onAttempt(Call call, int attempt) {
        assertEquals(ContractFixture.RUN, call.subject());
        recorded.add("attempt " + attempt);
    }

    @Override
    public void onResponse(Call call, int attempt, Origin origin, int status, Duration duration) {
        assertFalse(duration.isNegative());
        recorded.add(attempt + ": " + origin + " " + status);
    }

    @Override
    public void onResumed(Call call, int attempt, long position) {
        recorded.add(attempt + ": resumed at " + position);
    }

    @Override
    public void onAttemptFailed(Call call, int attempt, ErrorKind kind, Optional<Duration> retryIn) {
        recorded.add(attempt + ": " + kind + (retryIn.isPresent() ? ", again" : ""));
    }

    @Override
    public void onFinished(Call call, Optional<ErrorKind> failure, long bytes, Duration duration) {
        assertFalse((call + " " + failure + recorded).contains(ContractFixture.KEY));
        assertFalse((call + " " + failure + recorded).contains(FakeCamb.SIGNATURE));
        recorded.add(failure.map(Enum::name).orElse("success") + ", " + bytes);
    }
}
