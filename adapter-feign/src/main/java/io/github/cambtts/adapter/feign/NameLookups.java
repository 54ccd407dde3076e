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
 * Looks names up in a thread of its own, since neither an interrupt nor {@code Call.cancel} ends a lookup. The callers that
 * wait for the same name wait for the same lookup, so that a resolver that hangs holds one thread for each name.
 */
final class NameLookups {

    private final Dns dns;
    private final Map<String, CompletableFuture<List<InetAddress>>> lookups = new ConcurrentHashMap<>();

    NameLookups(Dns dns) {
        this.dns = dns;
    }

    /**
     * Waits until a name has been looked up.
     *
     * @param waiting is told what is waited for, which it may cancel
     */
    List<InetAddress> await(String hostname, Consumer<Future<?>> waiting) throws UnknownHostException {
        CompletableFuture<List<InetAddress>> answer =
                lookups.computeIfAbsent(hostname, this::begin).copy();
        waiting.accept(answer);
        try {
            return answer.get();
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
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> run(hostname, answer), "camb-tts-dns", 0, false);
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private void run(String hostname, CompletableFuture<List<InetAddress>> answer) {
        @Nullable List<InetAddress> addresses = null;
        @Nullable Throwable fault = null;
        try {
            addresses = dns.lookup(hostname);
        } catch (Throwable e) {
            fault = e;
        }
        lookups.remove(hostname, answer);
        if (addresses == null) {
            answer.completeExceptionally(fault == null ? new UnknownHostException(hostname) : fault);
        } else {
            answer.complete(addresses);
        }
    }

    private static UnknownHostException unknown(String hostname, @Nullable Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(hostname);
        unknown.initCause(cause);
        return unknown;
    }
}
