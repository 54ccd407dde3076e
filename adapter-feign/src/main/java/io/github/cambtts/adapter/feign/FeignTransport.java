package io.github.cambtts.adapter.feign;

import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Logger;
import feign.Request;
import feign.Response;
import feign.Retryer;
import feign.Target;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The transport over Feign: a declared interface for the endpoint, feign-okhttp as its client, feign-jackson as its codec.
 *
 * <p>Thread-safe. Feign's and OkHttp's own retries, redirects, authenticators, caches, time limits and logs are off; what
 * stays of a client that the host hands in are its connections, proxy, TLS, DNS, interceptors and listeners.
 */
public final class FeignTransport implements Transport {

    private final OkHttpClient okHttp;
    private final boolean ownsClient;
    private final Client client;
    private final Request.Options options;
    private final TtsResultApi api;

    private FeignTransport(OkHttpClient base, boolean ownsClient, Feign.Builder builder) {
        this.ownsClient = ownsClient;
        this.okHttp = withoutPolicy(base);
        this.client = new feign.okhttp.OkHttpClient(okHttp);
        // The very limits of the client, or feign-okhttp would derive another client for each call.
        this.options = new Request.Options(
                okHttp.connectTimeoutMillis(), TimeUnit.MILLISECONDS, 0, TimeUnit.MILLISECONDS, false);
        this.api = builder.client(client)
                .options(options)
                .retryer(Retryer.NEVER_RETRY)
                .logLevel(Logger.Level.NONE)
                .target(Target.EmptyTarget.create(TtsResultApi.class));
    }

    /**
     * Creates a transport with an HTTP client of its own.
     *
     * @return a new transport, which the caller closes
     */
    public static FeignTransport create() {
        return create(NetworkSettings.defaults());
    }

    /**
     * Creates a transport with an HTTP client of its own.
     *
     * @param settings the trust and the proxy to use
     * @return a new transport, which the caller closes
     */
    public static FeignTransport create(NetworkSettings settings) {
        OkHttpClient.Builder own = new OkHttpClient.Builder().socketFactory(new ReadAheadSocketFactory());
        settings.proxy().ifPresent(at -> own.proxy(new Proxy(Proxy.Type.HTTP, resolved(at))));
        settings.trust().ifPresent(trust -> own.sslSocketFactory(trust.context().getSocketFactory(), trust.manager()));
        return new FeignTransport(own.build(), true, Feign.builder());
    }

    private static InetSocketAddress resolved(InetSocketAddress at) {
        return at.isUnresolved() ? new InetSocketAddress(at.getHostString(), at.getPort()) : at;
    }

    /**
     * Creates a transport over the host's own HTTP client.
     *
     * @param client the client; shared, not closed
     * @return a new transport
     */
    public static FeignTransport create(OkHttpClient client) {
        return create(client, Feign.builder());
    }

    /**
     * Creates a transport over the host's own HTTP client and Feign builder, with its request interceptors and
     * capabilities. They see requests for run results, without this library's headers and so without the API key, and
     * none to storage. What they add is sent too.
     *
     * @param client the client; shared, not closed
     * @param builder the builder; its client, options, retryer and log level are replaced
     * @return a new transport
     */
    public static FeignTransport create(OkHttpClient client, Feign.Builder builder) {
        return new FeignTransport(client, false, builder);
    }

    private static OkHttpClient withoutPolicy(OkHttpClient base) {
        // retryOnConnectionFailure stays: it is what makes up for an idle connection that the server closed meanwhile.
        X509TrustManager trust = Objects.requireNonNull(base.x509TrustManager(), "a client without TLS");
        return base.newBuilder()
                .sslSocketFactory(new HandshakeLimit(base.sslSocketFactory()), trust)
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addInterceptor(OkHttpCall::intercept)
                .addNetworkInterceptor(OkHttpCall::interceptNetwork)
                .build();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        OkHttpCall call = OkHttpCall.begin(request, signal);
        try {
            Response response = request instanceof ResultRequest result ? askApi(result) : askStorage(request);
            return new FeignResponse(response, call.source());
        } catch (FeignException e) {
            // Its message and its request would show the key, so only what lies beneath goes on.
            throw e.getCause() instanceof IOException fault ? OkHttpFault.beforeHeaders(fault) : noAnswer(e);
        } catch (IOException e) {
            throw OkHttpFault.beforeHeaders(e);
        } catch (UndeclaredThrowableException e) {
            // OkHttp, which is written in Kotlin, throws what Java has it declare: an interrupt while it connects.
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            call.end();
        }
    }

    private static IOException noAnswer(FeignException e) {
        return new IOException("Feign: " + e.getClass().getSimpleName());
    }

    private Response askApi(ResultRequest request) {
        return api.result(
                request.baseUrl(), request.runId().value(), request.outputType().wireValue());
    }

    /** Not by the declared interface: Feign would take the URL apart and encode it anew, which breaks its signature. */
    private Response askStorage(TransportRequest request) throws IOException {
        Request get = Request.create(
                Request.HttpMethod.GET, request.url().toString(), Map.of(), null, StandardCharsets.UTF_8, null);
        return client.execute(get, options);
    }

    @Override
    public @Nullable Object decodeJson(String json) throws IOException {
        return JacksonCodec.decode(json);
    }

    /** Releases the client's idle connections and threads, unless the client is the host's. */
    @Override
    public void close() {
        if (ownsClient) {
            okHttp.dispatcher().cancelAll();
            okHttp.connectionPool().evictAll();
            okHttp.dispatcher().executorService().shutdown();
        }
    }
}
