package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener;
import io.github.cambtts.CallListener.Call;
import io.github.cambtts.CallListener.Purpose;
import io.github.cambtts.CallSubject;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Sends the events of a call to its listeners. */
public final class CallEvents {

    private static final AtomicLong CALLS = new AtomicLong();

    private final Call call;
    private final List<SafeListener> listeners;

    private CallEvents(Call call, List<SafeListener> listeners) {
        this.call = call;
        this.listeners = listeners;
    }

    /** Numbers a call that is about to begin. */
    public static CallEvents of(CallSubject subject, Purpose purpose, List<SafeListener> listeners) {
        return new CallEvents(new Call(CALLS.incrementAndGet(), subject, purpose), listeners);
    }

    Call call() {
        return call;
    }

    void send(Consumer<CallListener> event) {
        for (SafeListener each : listeners) {
            each.send(event);
        }
    }
}
