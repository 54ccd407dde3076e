package io.github.cambtts.adapter.jdkhttp;

import static java.util.Objects.requireNonNull;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ProxyException;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The transport over the JDK's own HTTP client, with jackson-jr as its codec.
 *
 * <p>Thread-safe. The JDK client silently sends a request once more if the connection is closed before the first byte
 * of the response; this cannot be turned off.
 */
public final class JdkHttpTransport implements Transport {

    /** Over TLS a batch is one record, of at most 16 KiB. */
    private static final int SECURE_WINDOW = 32;

    /** Over plain HTTP/1.1 the client may read ahead of what was requested, and more so with a larger window. */
    private static final int PLAIN_WINDOW = 8;

    /**
     * The threads that send requests. Sending begins with proxy selection and a DNS lookup, which block and cannot be
     * interrupted, while the caller must be able to stop waiting.
     */
    private final ExecutorService senders = Executors.newCachedThreadPool(JdkHttpTransport::sender);

    private final @Nullable HttpClient hostClient;
    private final SharedClient secure;
    private final SharedClient plain;
    private final ProxyAuthorization proxyAuthorization;

    private JdkHttpTransport(@Nullable HttpClient hostClient, NetworkSettings settings) {
        this.hostClient = hostClient;
        this.proxyAuthorization = new ProxyAuthorization(settings);
        // Decrypting in the thread that reads saves a change of threads for each read. Over plain HTTP, a client with
        // this executor would read for as long as bytes come, whatever was requested.
        this.secure = new SharedClient(ownClient(settings).executor(Runnable::run));
        this.plain = new SharedClient(ownClient(settings));
    }

    private static HttpClient.Builder ownClient(NetworkSettings settings) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER);
        settings.proxy().ifPresent(at -> builder.proxy(ProxySelector.of(at)));
        settings.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        return builder;
    }

    private static Thread sender(Runnable work) {
        Thread thread = new Thread(null, work, "camb-tts-jdkhttp", 0, false);
        thread.setDaemon(true);
        return thread;
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
     * Creates a transport with HTTP clients of its own: one for https and one for http, each created when it is first
     * needed. Over https, at most 512 KiB of a body are buffered while its reader pauses.
     *
     * @param settings the trusted certificates and the proxy to use
     * @return a new transport, which the caller closes
     */
    public static JdkHttpTransport create(NetworkSettings settings) {
        return new JdkHttpTransport(null, requireNonNull(settings, "settings"));
    }

    /**
     * Creates a transport over the host's own HTTP client, which uses the HTTP version that it is configured for. Its
     * connect timeout applies in addition to that of the library.
     *
     * <p>Over http it is asked for HTTP/1.1, whatever it prefers, since some servers do not take the offer to upgrade to
     * HTTP/2. Over http it also must not have an executor that runs tasks in the calling thread, such as
     * {@code Runnable::run}: it would read for as long as bytes come, until memory is exhausted. With other executors it
     * may read some MiB ahead of a reader that pauses.
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
        if (requireNonNull(client, "client").followRedirects() != HttpClient.Redirect.NEVER) {
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
        boolean isSecure = request.url().getScheme().equalsIgnoreCase("https");
        HeadersFuture exchange = new HeadersFuture(signal, isSecure ? SECURE_WINDOW : PLAIN_WINDOW);
        HttpRequest.Builder builder = HttpRequest.newBuilder(request.url()).method("GET", exchange.emptyBody());
        request.headers().forEach(builder::header);
        proxyAuthorization.addTo(builder);
        if (!isSecure) {
            // Otherwise a client that prefers HTTP/2 would offer an upgrade, which some servers do not take.
            builder.version(HttpClient.Version.HTTP_1_1);
        }
        signal.onAbort(exchange::abort);
        signal.connecting();
        try {
            senders.execute(() -> send(builder.build(), exchange, isSecure ? secure : plain));
            return exchange.await();
        } catch (InterruptedException e) {
            exchange.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (RejectedExecutionException e) {
            throw new IOException("The transport is closed", e);
        } catch (ProxyException e) {
            throw proxyAuthorization.explain(e, request);
        }
    }

    private void send(HttpRequest request, HeadersFuture exchange, SharedClient own) {
        try {
            CompletableFuture<HttpResponse<BodyQueue>> future =
                    hostClient != null ? hostClient.sendAsync(request, exchange) : own.send(request, exchange);
            if (future == null) {
                throw new ProtocolException("sendAsync of the HttpClient returned null");
            }
            exchange.follow(future);
        } catch (Throwable e) {
            // A host's wrapper of HttpClient may throw any exception, checked or unchecked.
            exchange.fail(e);
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonJrCodec::decode;
    }

    /**
     * Releases the transport's own connections and threads, not those of a host's client. Does not wait for them to
     * end. Before Java 21, a client cannot be closed: its idle connections and its thread end within three seconds after
     * the garbage collector has found that it is no longer used.
     */
    @Override
    public void close() {
        secure.close();
        plain.close();
        senders.shutdown();
    }
}
