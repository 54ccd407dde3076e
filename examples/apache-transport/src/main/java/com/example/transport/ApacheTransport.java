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
import java.util.concurrent.RejectedExecutionException;
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
 * <p>A comment with a number, such as T4, names the rule of {@code io.github.cambtts.transport} that a line is for.
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
                // T4: by default, requests offer to upgrade to TLS. T1: by default, a 401 or 407 is answered.
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .disableDefaultUserAgent()
                // T1: by default, the request is sent again after a 429 or 503. T5, T6 and T10 are for the other
                // defaults.
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
                // T18: this strategy also verifies the host name.
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls(network)))
                // T17: the default limits are 5 connections to a host and 25 in total.
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        // T24: the default is 3 minutes. An abort closes the socket, so no limit is needed.
                        .setConnectTimeout(Timeout.DISABLED)
                        .setSocketTimeout(Timeout.DISABLED)
                        // T2: by default, a connection is checked only after it has been idle for 2 s.
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
                // T20: without a planner, HttpClient ignores the proxy settings of the JVM.
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
        // T21: cancel() wakes the caller, and abort() closes the connection, at every stage.
        signal.onAbort(() -> {
            pending.cancel(false);
            get.abort();
        });
        // T22: a name look-up cannot be interrupted, so it runs in another thread than the caller's.
        Runnable sending = () -> {
            try {
                ApacheResponse response = new ApacheResponse(get, send(get, signal));
                if (!pending.complete(response)) {
                    response.close();
                }
            } catch (IOException | RuntimeException e) {
                get.abort();
                pending.completeExceptionally(e);
            }
        };
        try {
            threads.execute(sending);
            return pending.get();
        } catch (InterruptedException e) {
            signal.abort();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (RejectedExecutionException e) {
            // T26
            throw new IOException("The transport is closed");
        } catch (CancellationException e) {
            throw new InterruptedIOException("aborted");
        } catch (ExecutionException e) {
            throw ApacheErrors.translated(e.getCause());
        }
    }

    private ClassicHttpResponse send(HttpGet get, AbortSignal signal) throws IOException {
        HttpClientContext context = ExactExecutor.contextOf(signal);
        // T23: before HttpClient asks the pool, which is before it looks up the name.
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

    /** T26: also ends the exchanges under way, and so waits for none. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        threads.shutdownNow();
    }
}
