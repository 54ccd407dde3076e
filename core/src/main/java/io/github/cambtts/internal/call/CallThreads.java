package io.github.cambtts.internal.call;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * A thread for each asynchronous call: a virtual one on Java 21 and later, a daemon before. Uses no pool of the host.
 */
public final class CallThreads {

    private CallThreads() {}

    public static Executor newExecutor() {
        try {
            return (Executor)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            return CallThreads::startDaemon;
        }
    }

    private static void startDaemon(Runnable call) {
        Thread thread = new Thread(call, "camb-tts-call");
        thread.setDaemon(true);
        thread.start();
    }
}
