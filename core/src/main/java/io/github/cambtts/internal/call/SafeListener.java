package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Calls a listener: what it throws is logged once and changes nothing. */
public final class SafeListener {

    private final CallListener listener;
    private final AtomicBoolean reported = new AtomicBoolean();

    public SafeListener(CallListener listener) {
        this.listener = listener;
    }

    void send(Consumer<CallListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            if (reported.compareAndSet(false, true)) {
                LibraryLog.warn("A call listener threw. It still receives later events. This is logged only once.", e);
            }
        }
    }
}
