package com.example.transport;

import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProxySelector;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * A transport over the classic API of Apache HttpClient 5, with Jackson as its codec. Thread-safe.
 *
 * <p>A comment names the rule of {@code io.github.cambtts.transport} that a line is for.
 */
public final class ApacheTransport implements Transport {

    private final CloseableHttpClient client;
    private final ExecutorService threads = Executors.newCachedThreadPool(ApacheTransport::daemon);

    /**
     * Creates a transport with a client of its own.
     *
     * @param network the trust and the proxy to use
     */
    public ApacheTransport(NetworkSettings network) {
        client = HttpClientBuilder.create()
                .setConnectionManager(connections(network))
                .setRoutePlanner(routes(network))
                .setRequestExecutor(new ExactExecutor(network.credentials()))
                // T4: the offer to upgrade to TLS is on by default. T1: so is an answer to 401 and 407.
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .disableDefaultUserAgent()
                // T1: a 429 or a 503 is sent again by default. T5, T6, T10 name what the others would do.
                .disableAutomaticRetries()
                .disableAuthCaching()
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableContentCompression()
                .build();
    }

    private static PoolingHttpClientConnectionManager connections(NetworkSettings network) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(StrictParser.connectionFactory())
                // T18: the strategy verifies the host's name by itself.
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls(network)))
                // T17: 5 connections to a host and 25 in all are the defaults.
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        // T24: 3 minutes by default. An abort closes the socket, so nothing is left to give up.
                        .setConnectTimeout(Timeout.DISABLED)
                        .setSocketTimeout(Timeout.DISABLED)
                        // T2: not looked at before it has been idle for 2 s, by default.
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build();
    }

    private static SSLContext tls(NetworkSettings network) {
        try {
            return network.trust().isPresent() ? network.trust().get().context() : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no default SSLContext.", e);
        }
    }

    private static HttpRoutePlanner routes(NetworkSettings network) {
        return network.proxy()
                .<HttpRoutePlanner>map(
                        at -> new DefaultProxyRoutePlanner(new HttpHost("http", at.getHostString(), at.getPort())))
                // T20: without a planner, the JVM's own proxy settings are not looked at.
                .orElseGet(() -> new SystemDefaultRoutePlanner(ProxySelector.getDefault()));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "apache-transport");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        HttpGet get = new HttpGet(request.url());
        request.headers().forEach(get::setHeader);
        CompletableFuture<ApacheResponse> pending = new CompletableFuture<>();
        // T21: cancelling wakes the caller, and abort() drops the connection, at every stage.
        signal.onAbort(() -> {
            pending.cancel(false);
            get.abort();
        });
        // T22: a look-up cannot be interrupted, so the caller does not wait for it in its own thread.
        threads.execute(() -> {
            try {
                ApacheResponse response = new ApacheResponse(get, send(get, signal));
                if (!pending.complete(response)) {
                    response.close();
                }
            } catch (IOException | RuntimeException e) {
                get.abort();
                pending.completeExceptionally(e);
            }
        });
        try {
            return pending.get();
        } catch (InterruptedException e) {
            signal.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (CancellationException e) {
            throw new InterruptedIOException("aborted");
        } catch (ExecutionException e) {
            throw ApacheErrors.translated(e.getCause());
        }
    }

    private ClassicHttpResponse send(HttpGet get, AbortSignal signal) throws IOException {
        HttpClientContext context = ExactExecutor.contextOf(signal);
        // T23: before the pool is asked, since the name is looked up behind it.
        signal.connecting();
        try {
            return client.executeOpen(null, get, context);
        } catch (StaleConnectionException e) {
            // T2: once, and on another connection.
            signal.connecting();
            return client.executeOpen(null, get, context);
        }
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonCodec::decode;
    }

    /** T26: drops what is under way too, and so waits for nothing. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        threads.shutdownNow();
    }
}
