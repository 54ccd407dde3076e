package io.github.cambtts.adapter.jdkhttp;

import java.lang.reflect.InvocationTargetException;
import java.net.http.HttpClient;

/** {@code HttpClient.shutdownNow()}, which came with Java 21; before, a client ends when it is garbage. */
final class ClientShutdown {

    private ClientShutdown() {}

    static void begin(HttpClient client) {
        try {
            HttpClient.class.getMethod("shutdownNow").invoke(client);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            // Nothing to be done on Java 17: the client's threads end once nobody holds it.
            return;
        }
    }
}
