package io.github.cambtts.adapter.jdkhttp;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The transport over the JDK's own HTTP client, with jackson-jr as its codec.
 *
 * <p>Thread-safe. The JDK client sends a request once more, without a word, when the connection is closed before the
 * first byte of the response came; that cannot be turned off.
 */
public final class JdkHttpTransport implements Transport {

    private final ClientThreads threads = new ClientThreads();
    private final @Nullable HttpClient hosts;
    private final ClientPool own;
    private final ProxyAuthorization proxyAuthorization;

    private JdkHttpTransport(@Nullable HttpClient hosts, NetworkSettings settings) {
        this.hosts = hosts;
        this.proxyAuthorization = new ProxyAuthorization(settings);
        this.own = new ClientPool(settings, threads);
    }

    /**
     * Creates a transport with HTTP clients of its own.
     *
     * @return a new transport, which the caller closes
     */
    public static JdkHttpTransport create() {
        return create(NetworkSettings.defaults());
    }

    /**
     * Creates a transport with HTTP clients of its own. They are made when they are needed, one for each
     * exchange that is under way, and each keeps its connection for the next.
     *
     * @param settings the trust and the proxy to use
     * @return a new transport, which the caller closes
     */
    public static JdkHttpTransport create(NetworkSettings settings) {
        if (settings == null) {
            throw new IllegalArgumentException("settings is null. Give NetworkSettings.defaults().");
        }
        return new JdkHttpTransport(null, settings);
    }

    /**
     * Creates a transport over the host's own HTTP client, which speaks the version of HTTP that it is configured for. Its
     * connect timeout counts beside that of the library.
     *
     * <p>The reader asks this client for one batch of the body at a time. Over TLS one record is read for it, and over HTTP/2
     * there is the stream's window. Over plain HTTP/1.1 nothing bounds what the client has read when a reader pauses: it
     * may have asked its socket for more than the reader asked of it, 48 KiB each time.
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
        if (client == null) {
            throw new IllegalArgumentException("client is null. Give one such as HttpClient.newHttpClient().");
        }
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("This HttpClient follows redirects, and would send the API key along."
                    + " Build it with followRedirects(HttpClient.Redirect.NEVER).");
        }
        return new JdkHttpTransport(client, NetworkSettings.defaults());
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        HttpRequest.Builder translated =
                HttpRequest.newBuilder(request.url()).method("GET", HeadersFuture.telling(signal));
        request.headers().forEach(translated::header);
        proxyAuthorization.addTo(translated);
        HeadersFuture arrival = new HeadersFuture(hosts != null ? new HostsClient(hosts) : own.take(request));
        signal.onAbort(arrival::abort);
        signal.connecting();
        try {
            threads.start(() -> arrival.begin(translated.build()));
            return arrival.await();
        } catch (InterruptedException e) {
            arrival.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ProxyException e) {
            arrival.release(false);
            throw proxyAuthorization.explained(e, request);
        } catch (IOException | RuntimeException | Error e) {
            arrival.release(false);
            throw e;
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonJrCodec::decode;
    }

    /** Releases connections and threads, but for those of a host's client; does not wait for it. */
    @Override
    public void close() {
        own.close();
        threads.retire();
    }
}
