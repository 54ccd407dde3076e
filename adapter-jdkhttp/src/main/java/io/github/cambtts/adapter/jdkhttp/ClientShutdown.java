package io.github.cambtts.adapter.jdkhttp;

import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code HttpClient.shutdownNow()}, which came with Java 21. Before, a client ends when it is garbage and its selector
 * thread notices, seconds later; that thread closes everything at once when it is interrupted.
 */
final class ClientShutdown {

    /** How a client shows its number, by which its selector thread is called. */
    private static final Pattern NUMBER = Pattern.compile("\\((\\d+)\\)$");

    private ClientShutdown() {}

    static void begin(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException e) {
            interruptSelector(client);
        } catch (IllegalAccessException | InvocationTargetException e) {
            // The client ends when it is garbage.
            return;
        }
    }

    /** Returns the name of the thread that reads the client's sockets; no name if the client does not show it. */
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

    /** Asks the groups: to look through the stacks of all threads as well would stop every one of them. */
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
