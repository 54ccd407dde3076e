package io.github.cambtts.adapter.jdkhttp;

import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls {@code HttpClient.shutdownNow()}, which exists since Java 21. On older versions, interrupts the client's
 * selector thread, which then closes everything at once. Without that, a client ends only some seconds after it
 * became unreachable.
 */
final class ClientShutdown {

    /** The client's number in its {@code toString()}, which is also in the name of its selector thread. */
    private static final Pattern NUMBER = Pattern.compile("\\((\\d+)\\)$");

    private ClientShutdown() {}

    static void begin(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException e) {
            interruptSelector(client);
        } catch (IllegalAccessException | InvocationTargetException e) {
            // The client ends after it has become unreachable.
            return;
        }
    }

    /** Returns the name of the thread that reads the client's sockets; empty if it is unknown. */
    static String selectorName(HttpClient client) {
        Matcher number = NUMBER.matcher(client.toString());
        return number.find() ? "HttpClient-" + number.group(1) + "-SelectorManager" : "";
    }

    private static void interruptSelector(HttpClient client) {
        String name = selectorName(client);
        for (Thread thread : allThreads()) {
            if (thread != null && thread.getName().equals(name)) {
                thread.interrupt();
            }
        }
    }

    /** Lists threads by their groups: {@code Thread.getAllStackTraces()} would stop every thread for its stack. */
    private static @Nullable Thread[] allThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = root.getParent(); parent != null; parent = root.getParent()) {
            root = parent;
        }
        @Nullable Thread[] threads = new Thread[2 * root.activeCount() + 16];
        int unused = root.enumerate(threads);
        return threads;
    }
}
