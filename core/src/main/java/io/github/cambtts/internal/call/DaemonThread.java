package io.github.cambtts.internal.call;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * A thread of the library, which keeps no reference to the application in whose call it was started.
 *
 * <p>By default a new thread holds its starter's context class loader, inheritable thread-locals and (before Java 24)
 * access control context, and with each of them the class loader of an application that may be redeployed while the
 * thread runs.
 */
final class DaemonThread {

    private DaemonThread() {}

    /** Starts such threads; tests replace it by one that fails. */
    interface Starter {

        /** Starts a thread; throws {@link OutOfMemoryError} if the system cannot create one. */
        Thread start(String name, Runnable task);
    }

    @SuppressWarnings("removal") // Without doPrivileged, Java 17 keeps every class loader on the starter's stack.
    static Thread start(String name, Runnable task) {
        Thread thread = AccessController.doPrivileged(
                (PrivilegedAction<Thread>) () -> new Thread(null, task, "camb-tts-" + name, 0, false));
        thread.setDaemon(true);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.start();
        return thread;
    }
}
