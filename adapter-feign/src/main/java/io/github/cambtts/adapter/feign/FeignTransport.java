package io.github.cambtts.adapter.feign;

import static java.util.Objects.requireNonNull;

import feign.Contract;
import feign.Feign;
import feign.FeignException;
import feign.Logger;
import feign.Request;
import feign.Response;
import feign.Retryer;
import feign.Target;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.JsonDecoder;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.NetworkSettings.ProxyCredentials;
import io.github.cambtts.transport.ResultRequest;
import io.github.cambtts.transport.TaskRequest;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import okhttp3.Authenticator;
import okhttp3.Connection;
import okhttp3.CookieJar;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The transport over Feign: a declared interface for the endpoint, feign-okhttp as its client, feign-jackson as its
 * codec.
 *
 * <p>Thread-safe. Retries, redirects, authenticators (except for a proxy), caches, cookies, timeouts and logging of
 * Feign and OkHttp are off. A client that this transport creates uses HTTP/1.1; a client that the host supplies uses
 * the protocols that the host configured.
 *
 * <p>This transport uses the connection pool, socket factory, proxy, TLS, DNS, interceptors and listeners of a client
 * that the host supplies. Connections are kept in its pool, but carry only requests of this transport; those of a
 * socket factory that the host has set carry one request each over HTTP/1.1. Each call uses an OkHttp client derived from it. DNS
 * lookups run in a separate thread, so that a call can stop waiting for one. Interceptors and listeners see the true
 * status of each response.
 *
 * <p>The host's code (interceptors, listeners, capabilities, a {@code ProxySelector}, also the system's default one)
 * runs in the thread that makes the call, so its thread-locals work. While it blocks, no timeout ends the call; an
 * interrupt reaches it as usual. Interceptors, capabilities and invocation handlers may continue in another thread.
 * They must not change the origin of the request, and must pass on the {@code Request.Options} object that they
 * receive; otherwise the call fails with {@code PROTOCOL}, or, if an interceptor of OkHttp leads to a server that cannot
 * be reached, as if that were the API's; nothing is sent to it. Bodies are read from the connection itself: a body that an
 * application interceptor or a response interceptor substitutes is not read, and what one reads of a body ahead of the
 * library is limited to 240 KiB. A call fails with {@code PROTOCOL} if
 * host code, such as a cache, returns a response without sending the request.
 *
 * <p>URLs are sent unchanged, with non-ASCII characters as percent-encoded UTF-8. Host interceptors see them as
 * OkHttp's parser writes them.
 *
 * <p>No interceptor of the host sees the API key. Of its {@code EventListener}, only {@code requestHeadersEnd} and
 * {@code responseHeadersEnd} see it, because OkHttp passes them the request as sent. Interceptors and listeners do see
 * presigned URLs, which are credentials too.
 */
public final class FeignTransport implements Transport {

    private static final String PROXY_AUTHORIZATION = "Proxy-Authorization";

    private final OkHttpClient okHttp;
    private final boolean ownsClient;
    private final Feign feign;
    private final Map<URI, TtsResultApi> apis = new ConcurrentHashMap<>();
    private final NameLookups lookups;
    private final OpenSockets sockets = new OpenSockets();
    private volatile boolean closed;

    private FeignTransport(OkHttpClient base, boolean ownsClient, Consumer<? super Feign.Builder> settings) {
        this.ownsClient = ownsClient;
        this.okHttp = withoutPolicy(base);
        this.lookups = new NameLookups(base.dns());
        Feign.Builder builder = new OwnContractBuilder();
        settings.accept(builder);
        this.feign = builder.client(this::execute)
                .retryer(Retryer.NEVER_RETRY)
                .logLevel(Logger.Level.NONE)
                .build();
    }

    /** Keeps Feign's default contract, whose annotations {@link TtsResultApi} has. Newer versions renamed its class. */
    private static final class OwnContractBuilder extends Feign.Builder {

        @Override
        public Feign.Builder contract(Contract ignored) {
            return this;
        }
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
     * @param settings the trusted certificates and the proxy to use
     * @return a new transport, which the caller closes
     */
    public static FeignTransport create(NetworkSettings settings) {
        requireNonNull(settings, "settings");
        return new FeignTransport(ownClient(settings), true, builder -> {});
    }

    static OkHttpClient ownClient(NetworkSettings settings) {
        // HTTP/1.1 has one connection for each body, so a paused reader cannot hold up another body.
        OkHttpClient.Builder own = new OkHttpClient.Builder().protocols(List.of(Protocol.HTTP_1_1));
        settings.proxy().ifPresent(at -> own.proxy(new Proxy(Proxy.Type.HTTP, unresolved(at))));
        own.proxyAuthenticator(authenticator(settings.credentials().map(ProxyCredentials::basic)));
        settings.credentials()
                .ifPresent(credentials -> own.addNetworkInterceptor(chain -> authorized(chain, credentials.basic())));
        settings.trust().ifPresent(trust -> own.sslSocketFactory(trust.context().getSocketFactory(), trust.manager()));
        return own.build();
    }

    /**
     * Sends credentials once. OkHttp asks this authenticator before a CONNECT, to which it has added headers of its own,
     * and after each 407.
     */
    private static Authenticator authenticator(Optional<String> basic) {
        return (route, refusal) -> {
            okhttp3.Request refused = refusal.request();
            boolean isBefore = refusal.challenges().stream()
                    .anyMatch(challenge -> challenge.scheme().equals("OkHttp-Preemptive"));
            if (refused.header(PROXY_AUTHORIZATION) != null || (basic.isEmpty() && !isBefore)) {
                return null;
            }
            okhttp3.Request.Builder next = refused.newBuilder();
            basic.ifPresent(credentials -> next.header(PROXY_AUTHORIZATION, credentials));
            if (isBefore) {
                next.removeHeader("User-Agent").removeHeader("Proxy-Connection");
            }
            return next.build();
        };
    }

    /** A request that a proxy reads has the credentials at once: OkHttp would send it a second time, after a 407. */
    private static okhttp3.Response authorized(Interceptor.Chain chain, String basic) throws IOException {
        Connection proxy = Objects.requireNonNull(chain.connection());
        return chain.proceed(
                proxy.route().requiresTunnel()
                        ? chain.request()
                        : chain.request()
                                .newBuilder()
                                .header(PROXY_AUTHORIZATION, basic)
                                .build());
    }

    /** OkHttp resolves the name of an unresolved address each time it connects. */
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
        return create(client, builder -> {});
    }

    /**
     * Creates a transport over the host's own HTTP client, with the host's settings of Feign:
     *
     * <pre>{@code
     * FeignTransport.create(client, feign -> feign
     *         .requestInterceptor(template -> template.header("X-Tenant", "42"))
     *         .addCapability(new MicrometerCapability(registry)))
     * }</pre>
     *
     * <p>Request and response interceptors, capabilities and an invocation handler factory take effect. The library
     * keeps Feign's own contract, and afterwards sets client, retryer and log level itself; codecs are not used, because the response is
     * returned as it is.
     *
     * <p>The interceptors see requests for run results and for the status of tasks, without this library's headers and so
     * without the API key. They do not see requests to storage. Headers that they add are sent. Each API base URL has its own Feign
     * target.
     *
     * @param client the client; shared, not changed, not closed
     * @param settings changes the builder that it is given; called once
     * @return a new transport
     */
    public static FeignTransport create(OkHttpClient client, Consumer<? super Feign.Builder> settings) {
        requireNonNull(client, "client");
        requireNonNull(settings, "settings");
        return new FeignTransport(client, false, settings);
    }

    private static OkHttpClient withoutPolicy(OkHttpClient base) {
        // retryOnConnectionFailure stays on: OkHttp 4 needs it to try the other addresses of a host.
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
        if (closed) {
            // OkHttp would make a connection, which nobody would close.
            throw new IOException("The transport is closed");
        }
        OkHttpExchange exchange = new OkHttpExchange(request, signal, lookups, sockets);
        signal.onAbort(exchange::abort);
        boolean succeeded = false;
        try {
            ExchangeOptions options = new ExchangeOptions(exchange);
            Response response = send(request, options);
            if (response == null) {
                throw new ProtocolException("A Feign response interceptor returned null");
            }
            TransportResponse transportResponse = new FeignResponse(response, exchange.requireBody(), exchange);
            succeeded = true;
            return transportResponse;
        } catch (Exception e) {
            throw translate(e);
        } finally {
            if (!succeeded) {
                exchange.abort();
            }
        }
    }

    /**
     * Translates any exception to an IOException. OkHttp is written in Kotlin, so it and the host's code in it may
     * throw checked exceptions that are not declared.
     */
    private static IOException translate(Exception thrown) {
        boolean wrapped = thrown instanceof FeignException || thrown instanceof UndeclaredThrowableException;
        // Feign's message and request may contain secrets, so only the cause is kept.
        Throwable cause = wrapped && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new InterruptedIOException("interrupted");
        }
        if (cause instanceof IOException failure) {
            return OkHttpErrors.beforeHeaders(failure);
        }
        if (cause instanceof Error error) {
            throw error;
        }
        ProtocolException unexpected = new ProtocolException(
                "The HTTP client threw " + cause.getClass().getName());
        if (!(cause instanceof FeignException)) {
            unexpected.initCause(cause);
        }
        return unexpected;
    }

    private Response send(TransportRequest request, ExchangeOptions options) throws IOException {
        if (request instanceof ResultRequest result) {
            return api(result.baseUrl()).result(result.runId(), result.outputType(), options);
        }
        if (request instanceof TaskRequest task) {
            return api(task.baseUrl()).task(task.collection(), task.taskId(), options);
        }
        return askStorage(request, options);
    }

    private TtsResultApi api(URI baseUrl) {
        return apis.computeIfAbsent(baseUrl, this::target);
    }

    /** Creates a target with a name and a URL, which metrics and circuit breakers of the host read. */
    private TtsResultApi target(URI baseUrl) {
        return feign.newInstance(new Target.HardCodedTarget<>(TtsResultApi.class, "camb-tts", baseUrl.toString()));
    }

    /**
     * Calls the client without the declared interface: Feign would parse and re-encode the URL, which breaks its
     * signature.
     */
    private Response askStorage(TransportRequest request, ExchangeOptions options) throws IOException {
        Request get = Request.create(
                Request.HttpMethod.GET, request.url().toString(), Map.of(), null, StandardCharsets.UTF_8, null);
        return execute(get, options);
    }

    /**
     * Sends a request by feign-okhttp, with an OkHttp client derived for this call. feign-okhttp exposes no
     * {@code okhttp3.Call} and takes no tag, so interceptors, DNS and sockets can learn which call they serve only from
     * their client. A derived client shares the connections and threads of the original; it allocates only its own fields.
     */
    private Response execute(Request request, Request.Options options) throws IOException {
        if (options instanceof ExchangeOptions call) {
            // Before OkHttp connects; it checks again what its own interceptors make of the URL.
            call.exchange().checkOrigin(request.url());
            // Its timeouts equal those of the options; otherwise feign-okhttp would derive another client.
            return new feign.okhttp.OkHttpClient(call.exchange().clientFrom(okHttp)).execute(request, options);
        }
        throw new ProtocolException("A Feign capability passed on other Request.Options than it was given");
    }

    @Override
    public JsonDecoder jsonDecoder() {
        return JacksonCodec::decode;
    }

    /**
     * Releases the client's connections and threads, unless the host supplied the client. All OkHttp clients of a
     * class loader share two daemon threads (for connection pools and for timeouts). These end after 60 seconds
     * without work, and keep that class loader reachable until then.
     */
    @Override
    public void close() {
        closed = true;
        if (ownsClient) {
            okHttp.dispatcher().cancelAll();
            okHttp.connectionPool().evictAll();
            okHttp.dispatcher().executorService().shutdown();
        }
    }
}
