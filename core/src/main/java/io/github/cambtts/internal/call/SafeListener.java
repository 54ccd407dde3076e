package io.github.cambtts.internal.call;

import io.github.cambtts.CallListener;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/** Calls a listener: what it throws is logged once for each listener and changes nothing. */
public final class SafeListener {

    /** The listeners that have thrown, each for as long as the host uses it. */
    private static final Set<CallListener> REPORTED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final CallListener listener;

    public SafeListener(CallListener listener) {
        this.listener = listener;
    }

    void send(Consumer<CallListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable e) {
            if (isFirstOf(listener)) {
                LibraryLog.warn("A call listener threw. It still receives later events. This is logged only once.", e);
            }
        }
    }

    private static boolean isFirstOf(CallListener listener) {
        try {
            return REPORTED.add(listener);
        } catch (Throwable e) {
            // Its hashCode or equals threw.
            return true;
        }
    }
}
