package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The transport over the JDK's own HTTP client, with jackson-jr as its codec.
 *
 * <p>Thread-safe. The JDK client sends a request once more, without a word, when the connection is closed before the
 * first byte of the response came; that cannot be turned off.
 */
public final class JdkHttpTransport implements Transport {

    private final Function<Duration, HttpClient> clients;
    private final Map<Duration, HttpClient> owned = new ConcurrentHashMap<>();
    private final ClientThreads threads = new ClientThreads();

    private JdkHttpTransport(@Nullable HttpClient hosts, NetworkSettings settings) {
        this.clients = hosts != null
                ? limit -> hosts
                : limit -> owned.computeIfAbsent(limit, connectTimeout -> newClient(settings, connectTimeout));
    }

    /**
     * Creates a transport with an HTTP client of its own.
     *
     * @return a new transport, which the caller closes
     */
    public static JdkHttpTransport create() {
        return create(NetworkSettings.defaults());
    }

    /**
     * Creates a transport with an HTTP client of its own. The client is made with the first request.
     *
     * @param settings the trust and the proxy to use
     * @return a new transport, which the caller closes
     */
    public static JdkHttpTransport create(NetworkSettings settings) {
        return new JdkHttpTransport(null, settings);
    }

    /**
     * Creates a transport over the host's own HTTP client, which speaks the version of HTTP that it is configured for. Its
     * connect timeout counts beside that of the library.
     *
     * <p>The client sees every exchange end, and may be a wrapper that counts them. A call that is called off before the
     * response's headers have come cancels a future derived from the one that the client returned. If that does not reach
     * the client's exchange, because the wrapper returned a future of another kind, the exchange ends when headers come.
     *
     * @param client the client; shared, not closed
     * @return a new transport
     * @throws IllegalArgumentException if the client follows redirects: it would take the API key with it
     */
    public static JdkHttpTransport create(HttpClient client) {
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("This HttpClient follows redirects, and would send the API key along."
                    + " Build it with followRedirects(HttpClient.Redirect.NEVER).");
        }
        return new JdkHttpTransport(client, NetworkSettings.defaults());
    }

    /** The client knows a connect timeout for itself alone, not for a request, so there is one client for each. */
    private HttpClient newClient(NetworkSettings settings, Duration connectTimeout) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .connectTimeout(connectTimeout);
        settings.proxy().ifPresent(at -> builder.proxy(ProxySelector.of(at)));
        settings.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        return builder.build();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        ResponseArrival arrival = new ResponseArrival(request.url().getScheme().equalsIgnoreCase("https"));
        signal.onAbort(arrival::abort);
        HttpRequest.Builder translated =
                HttpRequest.newBuilder(request.url()).method("GET", ResponseArrival.telling(signal));
        request.headers().forEach(translated::header);
        HttpClient client = clients.apply(request.connectTimeout());
        signal.connecting();
        threads.begin(() -> begin(client, translated.build(), arrival));
        try {
            return arrival.await();
        } catch (InterruptedException e) {
            arrival.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void begin(HttpClient client, HttpRequest request, ResponseArrival arrival) {
        try {
            CompletableFuture<HttpResponse<BodyQueue>> promised = client.sendAsync(request, arrival);
            CompletableFuture<?> unused = promised.whenComplete((response, fault) -> dropIfDead(client, fault));
            arrival.follow(promised);
        } catch (RuntimeException | Error e) {
            arrival.fail(e);
        }
    }

    /** A client of our own whose thread has ended fails every request from then on: the next one gets a new client. */
    private void dropIfDead(HttpClient client, @Nullable Throwable fault) {
        if (fault != null && JdkHttpFault.isDeadClient(fault)) {
            owned.values().remove(client);
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonJrCodec::decode;
    }

    /** Releases the client's connections and threads, unless the client is the host's; does not wait for it. */
    @Override
    public void close() {
        owned.values().forEach(ClientShutdown::begin);
        owned.clear();
        threads.retire();
    }
}
