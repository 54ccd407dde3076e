package io.github.cambtts.adapter.feign;

import feign.Client;
import feign.Feign;
import feign.FeignException;
import feign.Request;
import feign.Response;
import feign.Retryer;
import feign.Target;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.Transport;
import io.github.cambtts.transport.TransportRequest;
import io.github.cambtts.transport.TransportResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * The transport over Feign: a declared interface for the endpoint, feign-okhttp as its client, feign-jackson as its codec.
 *
 * <p>Thread-safe. Feign's and OkHttp's own retries, redirects, authenticators (but for a proxy's), caches, cookies, time
 * limits and logs are off. The
 * library's own clients speak HTTP/1.1; a client that the host hands in speaks what the host chose.
 *
 * <p>What stays of a client that the host hands in are its connection pool, sockets, proxy, TLS, DNS, interceptors and
 * listeners. Its connections are made through its socket factory and kept in its pool, but carry this transport's requests
 * only. Each call has an OkHttp client derived from it. Names are looked up in a thread apart, so that a lookup can be
 * given up. Interceptors and listeners see each response's true status.
 *
 * <p>The host's code (interceptors, listeners, capabilities, a {@code ProxySelector}, the system's default one included)
 * runs in the thread that makes the call, so that it finds its thread-locals. While it blocks, no limit ends the call; an
 * interrupt reaches it as it would any code. Interceptors, capabilities and invocation handlers may go on in another
 * thread. They leave the request's origin as it is, and hand on the {@code Request.Options} that they are given; anything
 * else ends the call as {@code PROTOCOL}. Bodies are read from the connection itself: what an application interceptor or a
 * response interceptor puts in a body's place is not read, and what answers by itself, such as a cache, ends the call as
 * {@code PROTOCOL}.
 *
 * <p>URLs are sent to the letter, what is not ASCII as percent-encoded UTF-8. Host interceptors see them as OkHttp's parser
 * writes them.
 *
 * <p>No interceptor of the host sees the API key, and no event of its {@code EventListener} but {@code requestHeadersEnd}
 * and {@code responseHeadersEnd}, which OkHttp gives the request as it is sent. A presigned URL, which is a credential too,
 * is part of the request that interceptors and listeners see.
 */
public final class FeignTransport implements Transport {

    private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

    private final OkHttpClient okHttp;
    private final boolean ownsClient;
    private final Client client;
    private final Feign feign;
    private final Map<URI, TtsResultApi> apis = new ConcurrentHashMap<>();
    private final NameLookups lookups;
    private final KeptConnections connections = new KeptConnections();

    private FeignTransport(OkHttpClient base, boolean ownsClient, Feign.Builder builder) {
        this.ownsClient = ownsClient;
        this.okHttp = withoutPolicy(base);
        this.lookups = new NameLookups(base.dns());
        this.client = new ExchangeClient(okHttp);
        this.feign = builder.client(client).retryer(Retryer.NEVER_RETRY).build();
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
        given(settings, "settings", "Give NetworkSettings.defaults().");
        return new FeignTransport(ownClient(settings), true, Feign.builder());
    }

    static OkHttpClient ownClient(NetworkSettings settings) {
        // One connection for a body: one that is not read costs nothing and disturbs no other.
        OkHttpClient.Builder own = new OkHttpClient.Builder().protocols(List.of(Protocol.HTTP_1_1));
        settings.proxy().ifPresent(at -> own.proxy(new Proxy(Proxy.Type.HTTP, unresolved(at))));
        settings.credentials().ifPresent(credentials -> own.proxyAuthenticator(authenticator(credentials.basic())));
        settings.trust().ifPresent(trust -> own.sslSocketFactory(trust.context().getSocketFactory(), trust.manager()));
        return own.build();
    }

    /** Tells a proxy once; OkHttp asks before a CONNECT, and after each 407. */
    private static Authenticator authenticator(String basic) {
        return (route, refusal) -> {
            okhttp3.Request refused = refusal.request();
            return refused.header(PROXY_AUTHORIZATION) != null
                    ? null
                    : refused.newBuilder().header(PROXY_AUTHORIZATION, basic).build();
        };
    }

    /** OkHttp looks the name of an unresolved one up each time it connects. */
    private static InetSocketAddress unresolved(InetSocketAddress at) {
        return InetSocketAddress.createUnresolved(at.getHostString(), at.getPort());
    }

    /**
     * Creates a transport over the host's own HTTP client.
     *
     * @param client the client; shared, not changed, not closed
     * @return a new transport
     */
    public static FeignTransport create(OkHttpClient client) {
        return new FeignTransport(client, false, Feign.builder());
    }

    /**
     * Creates a transport over the host's own HTTP client, with the request and response interceptors, capabilities and
     * invocation handlers of its Feign builder. Nothing else of the builder is used: not its contract, client, codecs,
     * retryer or logger, nor what a subclass of Feign's builder adds.
     *
     * <p>The interceptors see requests for run results, without this library's headers and so without the API key, and none
     * to storage. What they add is sent too. Each API base URL is a target of its own.
     *
     * @param client the client; shared, not changed, not closed
     * @param builder the builder; not changed
     * @return a new transport
     * @throws IllegalArgumentException if the builder cannot be read: where Feign is on the module path, that takes
     *     {@code --add-opens feign.core/feign=io.github.cambtts.adapter.feign}
     */
    public static FeignTransport create(OkHttpClient client, Feign.Builder builder) {
        given(client, "client", "Give one such as new OkHttpClient().");
        given(builder, "builder", "Give one such as Feign.builder().");
        return new FeignTransport(client, false, new HostBuilder(builder).copy());
    }

    private static void given(@Nullable Object argument, String name, String wayOut) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null. " + wayOut);
        }
    }

    private static OkHttpClient withoutPolicy(OkHttpClient base) {
        // retryOnConnectionFailure stays: it is what makes up for an idle connection that the server closed meanwhile.
        return base.newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .cookieJar(CookieJar.NO_COOKIES)
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .build();
    }

    @Override
    public TransportResponse get(TransportRequest request, AbortSignal signal) throws IOException {
        OkHttpExchange exchange = new OkHttpExchange(request, signal, lookups, connections);
        signal.onAbort(exchange::abort);
        boolean answered = false;
        try {
            ExchangeOptions options = new ExchangeOptions(exchange);
            Response response =
                    request instanceof ResultRequest result ? askApi(result, options) : askStorage(request, options);
            if (response == null) {
                throw new ProtocolException("A response interceptor of Feign's returned no response");
            }
            TransportResponse handedOut = new FeignResponse(response, exchange.requireBody(), exchange);
            answered = true;
            return handedOut;
        } catch (Exception e) {
            throw translated(e, exchange);
        } finally {
            if (!answered) {
                exchange.abort();
            }
        }
    }

    /**
     * Translates what was thrown instead of a response. Declared or not: OkHttp, which is written in Kotlin, throws checked
     * exceptions that Java does not expect of it, and so may what the host puts into it.
     */
    private static IOException translated(Exception thrown, OkHttpExchange exchange) {
        boolean wrapped = thrown instanceof FeignException || thrown instanceof UndeclaredThrowableException;
        // Feign's message and its request could show more than they should, so only what lies beneath goes on.
        Throwable fault = wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (fault instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new InterruptedIOException("interrupted");
        }
        if (fault instanceof IOException broken) {
            return OkHttpErrors.beforeHeaders(broken, exchange.headerAndTrailerBytes());
        }
        if (fault instanceof Error error) {
            throw error;
        }
        ProtocolException unexpected = new ProtocolException(
                "The HTTP client threw " + fault.getClass().getName());
        if (!(fault instanceof FeignException)) {
            unexpected.initCause(fault);
        }
        return unexpected;
    }

    private Response askApi(ResultRequest request, ExchangeOptions options) {
        return apis.computeIfAbsent(request.baseUrl(), this::target)
                .result(request.runId(), request.outputType(), options);
    }

    /** Makes a target with a name and a URL: metrics and circuit breakers of the host read them. */
    private TtsResultApi target(URI baseUrl) {
        return feign.newInstance(new Target.HardCodedTarget<>(TtsResultApi.class, "camb-tts", baseUrl.toString()));
    }

    /** Not by the declared interface: Feign would take the URL apart and encode it anew, which breaks its signature. */
    private Response askStorage(TransportRequest request, ExchangeOptions options) throws IOException {
        Request get = Request.create(
                Request.HttpMethod.GET, request.url().toString(), Map.of(), null, StandardCharsets.UTF_8, null);
        return client.execute(get, options);
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonCodec::decode;
    }

    /**
     * Releases the client's connections and threads, unless the client is the host's. Two daemon threads that all OkHttp
     * clients of a class loader share (for connection pools and for time limits) end by themselves after 60 seconds without
     * work, and hold that class loader until then.
     */
    @Override
    public void close() {
        if (ownsClient) {
            okHttp.dispatcher().cancelAll();
            okHttp.connectionPool().evictAll();
            okHttp.dispatcher().executorService().shutdown();
        }
    }
}
