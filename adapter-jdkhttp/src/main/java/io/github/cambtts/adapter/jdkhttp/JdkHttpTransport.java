package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
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
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

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
     * Creates a transport over the host's own HTTP client, whose connect timeout counts then.
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
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads)
                .connectTimeout(connectTimeout);
        settings.proxy().ifPresent(at -> builder.proxy(ProxySelector.of(at)));
        settings.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        return builder.build();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        ResponseArrival arrival = new ResponseArrival();
        signal.onAbort(arrival::abort);
        HttpRequest translated = translated(request);
        try {
            JdkHttpResponse response =
                    arrival.await(send(translated, clients.apply(request.connectTimeout()), arrival));
            answered.add(translated.uri().getHost());
            return response;
        } catch (InterruptedException e) {
            arrival.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static HttpRequest translated(TransportRequest request) {
        URI url = request.url();
        // On plain http the client would ask to upgrade to HTTP/2, which no other stack does.
        boolean plain = url.getScheme().equalsIgnoreCase("http");
        HttpRequest.Builder translated = HttpRequest.newBuilder(url)
                .GET()
                .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2);
        request.headers().forEach(translated::header);
        return translated.build();
    }

    private CompletableFuture<HttpResponse<BodyQueue>> send(
            HttpRequest request, HttpClient client, ResponseArrival arrival) {
        // Looking up a name blocks, and nothing can wake the thread that does. One that has answered is known.
        return answered.contains(request.uri().getHost())
                ? threads.begin(() -> client.sendAsync(request, arrival))
                : client.sendAsync(request, arrival);
    }

    @Override
    public @Nullable Object decodeJson(String json) throws IOException {
        return JacksonJrCodec.decode(json);
    }

    /** Releases the client's connections and threads, unless the client is the host's; at once on Java 21 and later. */
    @Override
    public void close() {
        owned.values().forEach(ClientShutdown::begin);
        owned.clear();
    }
}
