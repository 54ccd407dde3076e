package io.github.cambtts.adapter.feign;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import okhttp3.Dns;
import org.jspecify.annotations.Nullable;

/**
 * Runs DNS lookups in separate threads, because neither an interrupt nor {@code Call.cancel} ends a lookup. Callers
 * that need the same name share one lookup, so a resolver that hangs holds one thread for each name.
 */
final class NameLookups {

    private final Dns dns;
    private final Map<String, CompletableFuture<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

    NameLookups(Dns dns) {
        this.dns = dns;
    }

    /**
     * Returns the addresses of a name; blocks until the lookup ends.
     *
     * @param onWait receives the future that this method waits for, and may cancel it
     */
    List<InetAddress> await(String hostname, Consumer<Future<?>> onWait) throws UnknownHostException {
        CompletableFuture<List<InetAddress>> lookup =
                lookups.computeIfAbsent(hostname, this::begin).copy();
        onWait.accept(lookup);
        try {
            return lookup.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(hostname, e);
        } catch (CancellationException e) {
            throw unknown(hostname, e);
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            if (cause instanceof RuntimeException || cause instanceof Error) {
                // Thrown by the host's own Dns.
                throw new IllegalStateException("The lookup of " + hostname + " failed", cause);
            }
            throw unknown(hostname, cause);
        }
    }

    private CompletableFuture<List<InetAddress>> begin(String hostname) {
        CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> run(hostname, lookup), "camb-tts-dns", 0, false);
        thread.setDaemon(true);
        thread.start();
        return lookup;
    }

    private void run(String hostname, CompletableFuture<List<InetAddress>> lookup) {
        try {
            List<InetAddress> addresses = dns.lookup(hostname);
            lookups.remove(hostname, lookup);
            lookup.complete(addresses);
        } catch (Throwable e) {
            lookups.remove(hostname, lookup);
            lookup.completeExceptionally(e);
        }
    }

    private static UnknownHostException unknown(String hostname, @Nullable Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(hostname);
        unknown.initCause(cause);
        return unknown;
    }
}
