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
 * <p>Thread-safe. The JDK client silently sends a request once more if the connection is closed before the first byte
 * of the response; this cannot be turned off.
 */
public final class JdkHttpTransport implements Transport {

    private final ClientThreads threads = new ClientThreads();
    private final @Nullable HttpClient hostClient;
    private final ClientPool pool;
    private final ProxyAuthorization proxyAuthorization;

    private JdkHttpTransport(@Nullable HttpClient hostClient, NetworkSettings settings) {
        this.hostClient = hostClient;
        this.proxyAuthorization = new ProxyAuthorization(settings);
        this.pool = new ClientPool(settings, threads);
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
     * Creates a transport with HTTP clients of its own. It creates one for each concurrent exchange, when it is
     * needed. Each client keeps its connection for the next exchange.
     *
     * @param settings the trusted certificates and the proxy to use
     * @return a new transport, which the caller closes
     */
    public static JdkHttpTransport create(NetworkSettings settings) {
        if (settings == null) {
            throw new IllegalArgumentException("settings is null. Give NetworkSettings.defaults().");
        }
        return new JdkHttpTransport(null, settings);
    }

    /**
     * Creates a transport over the host's own HTTP client, which uses the HTTP version that it is configured for. Its
     * connect timeout applies in addition to that of the library.
     *
     * <p>The reader requests one batch of the body at a time from this client. Over TLS the client reads one record
     * for each batch; over HTTP/2 the stream's window limits what it receives. Over plain HTTP/1.1 there is no limit
     * on what the client has buffered when a reader pauses: it may read up to 48 KiB from its socket each time, more
     * than was requested.
     *
     * <p>The client sees the end of every exchange, so it may be a wrapper that counts them. A call that is cancelled
     * before the response's headers arrive cancels a future derived from the one that the client returned. If that
     * does not cancel the client's exchange, because the wrapper returned an independent future, the exchange ends
     * when headers arrive.
     *
     * @param client the client; shared, not closed
     * @return a new transport
     * @throws IllegalArgumentException if the client follows redirects, so that it would send the API key to the new
     *     location, or has a cookie handler, so that it would send the API's cookies back and to storage
     */
    public static JdkHttpTransport create(HttpClient client) {
        if (client == null) {
            throw new IllegalArgumentException("client is null. Give one such as HttpClient.newHttpClient().");
        }
        if (client.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException("This HttpClient follows redirects, and would send the API key to the"
                    + " new location. Build it with followRedirects(HttpClient.Redirect.NEVER).");
        }
        if (client.cookieHandler().isPresent()) {
            throw new IllegalArgumentException("This HttpClient has a cookie handler, and would keep and send cookies."
                    + " Build it without cookieHandler.");
        }
        return new JdkHttpTransport(client, NetworkSettings.defaults());
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(request.url()).method("GET", HeadersFuture.emptyBody(signal));
        request.headers().forEach(builder::header);
        proxyAuthorization.addTo(builder);
        HeadersFuture exchange =
                new HeadersFuture(hostClient != null ? new HostClient(hostClient) : pool.take(request));
        signal.onAbort(exchange::abort);
        signal.connecting();
        try {
            threads.start(() -> exchange.send(builder.build()));
            return exchange.await();
        } catch (InterruptedException e) {
            exchange.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ProxyException e) {
            exchange.release(false);
            throw proxyAuthorization.explain(e, request);
        } catch (IOException | RuntimeException | Error e) {
            exchange.release(false);
            throw e;
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonJrCodec::decode;
    }

    /**
     * Releases the transport's own connections and threads, not those of a host's client. Does not wait for them to
     * end.
     */
    @Override
    public void close() {
        pool.close();
        threads.retire();
    }
}
