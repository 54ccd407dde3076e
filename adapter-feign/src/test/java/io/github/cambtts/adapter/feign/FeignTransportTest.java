package io.github.cambtts.adapter.feign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import feign.Capability;
import feign.Client;
import feign.Feign;
import feign.Logger;
import feign.RetryableException;
import feign.Retryer;
import feign.micrometer.MicrometerCapability;
import io.github.cambtts.AudioStream;
import io.github.cambtts.ErrorKind;
import io.github.cambtts.OutputType;
import io.github.cambtts.RetryPolicy;
import io.github.cambtts.RunId;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.Timeouts;
import io.github.cambtts.TtsException;
import io.github.cambtts.TtsResults;
import io.github.cambtts.testkit.Content;
import io.github.cambtts.testkit.FakeCambServer;
import io.github.cambtts.testkit.FakeCambServer.Wire;
import io.github.cambtts.testkit.FakeResponse;
import io.github.cambtts.transport.AbortSignal;
import io.github.cambtts.transport.NetworkSettings;
import io.github.cambtts.transport.StorageRequest;
import io.github.cambtts.transport.TransportResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings of a client and a builder that the host supplies are used, and which are not. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FeignTransportTest {

    private static final RunId RUN = RunId.of(7);

    private FakeCambServer server;

    @BeforeEach
    void start() throws IOException {
        server = FakeCambServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TtsResults results(FeignTransport transport) {
        return TtsResults.builder()
                .apiKey("secret-key")
                .baseUrl(server.baseUrl())
                .transport(transport)
                .retryPolicy(RetryPolicy.none())
                .build();
    }

    @Test
    void theHostsInterceptorsSeeRequestsToTheApiAndNoneToStorage() throws IOException {
        List<String> seen = new CopyOnWriteArrayList<>();
        Consumer<Feign.Builder> settings = feign -> feign.requestInterceptor(template -> {
            seen.add(template.url() + template.headers());
            template.header("X-Trace", "t");
        });
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), settings);
                TtsResults results = results(transport)) {
            results.saveTo(
                    RUN, OutputStream.nullOutputStream(), SaveOptions.defaults().withOutputType(OutputType.FILE_URL));
        }
        assertEquals(List.of("/tts-result/7?output_type=file_url{}"), seen);
        assertTrue(server.camb().requests().get(0).header("x-trace").isPresent());
        assertFalse(server.camb().requests().get(1).header("x-trace").isPresent());
    }

    @Test
    void theHostsRetryerLoggerAndReadTimeoutAreOff() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Consumer<Feign.Builder> settings = feign -> feign.retryer(new AlwaysRetrying())
                .logLevel(Logger.Level.FULL)
                .logger(new Logger() {
                    @Override
                    protected void log(String configKey, String format, Object... arguments) {
                        logged.add(configKey);
                    }
                });
        OkHttpClient client =
                new OkHttpClient.Builder().readTimeout(Duration.ofMillis(1)).build();
        server.camb().run(RUN.value()).answers(OutputType.RAW_BYTES, FakeResponse.closedBeforeHeaders());
        try (FeignTransport transport = FeignTransport.create(client, settings);
                TtsResults results = results(transport)) {
            assertThrows(TtsException.class, () -> results.open(RUN));
        }
        assertEquals(1, server.camb().requests().size());
        assertEquals(List.of(), logged);
    }

    @Test
    void theHostsClientAndCodecsOfFeignAreNotUsed() throws IOException {
        Consumer<Feign.Builder> settings = feign -> feign.client((request, options) -> {
                    throw new IOException("the host's own client");
                })
                .decoder((response, type) -> {
                    throw new IOException("the host's own decoder");
                })
                .errorDecoder((method, response) -> new IllegalStateException("the host's own"));
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), settings);
                TtsResults results = results(transport)) {
            results.link(RUN);
            server.camb().run(RUN.value()).answers(OutputType.FILE_URL, FakeResponse.status(404));
            assertEquals(
                    ErrorKind.NOT_FOUND,
                    assertThrows(TtsException.class, () -> results.link(RUN)).kind());
        }
    }

    @Test
    void theHostsContractIsNotUsed() throws IOException {
        Consumer<Feign.Builder> settings = feign -> feign.contract(type -> {
            throw new IllegalStateException("not one of the annotations of " + type);
        });
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), settings);
                TtsResults results = results(transport)) {
            assertEquals(RUN, results.link(RUN).runId());
        }
    }

    @Test
    void theHostsMetricsCountByApiHost() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Consumer<Feign.Builder> settings = feign -> feign.addCapability(new MicrometerCapability(registry));
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), settings);
                TtsResults results = results(transport)) {
            results.link(RUN);
            results.open(RUN).close();
        }
        assertEquals(
                2,
                registry.get("feign.Client")
                        .tag("host", "127.0.0.1")
                        .tag("client", TtsResultApi.class.getName())
                        .timer()
                        .count());
    }

    @Test
    void theHostsInterceptorsAndListenersSeeTheTrueStatusAndNotTheKey() {
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        List<String> requests = new CopyOnWriteArrayList<>();
        Interceptor recorder = chain -> {
            requests.add(chain.request().toString() + chain.request().headers());
            Response response = chain.proceed(chain.request());
            statuses.add(response.code());
            requests.add(response.request().toString() + response.request().headers());
            return response;
        };
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(recorder)
                .addNetworkInterceptor(recorder)
                .eventListener(new EventListener() {
                    @Override
                    public void callStart(Call call) {
                        requests.add(call.request().toString() + call.request().headers());
                    }

                    @Override
                    public void responseHeadersEnd(Call call, Response response) {
                        statuses.add(response.code());
                        requests.add(call.request().toString() + call.request().headers());
                    }
                })
                .build();
        int[] sentStatuses = {404, 503, 401, 302};
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            for (int status : sentStatuses) {
                server.camb().run(RUN.value()).answers(OutputType.RAW_BYTES, FakeResponse.status(status));
                assertThrows(TtsException.class, () -> results.open(RUN));
            }
        }
        assertEquals(
                Arrays.stream(sentStatuses)
                        .boxed()
                        .flatMap(s -> Stream.of(s, s, s))
                        .toList(),
                statuses);
        assertEquals(
                List.of(),
                requests.stream().filter(r -> r.contains("secret-key")).toList());
        assertTrue(server.camb().requests().stream()
                .allMatch(r -> r.header("x-api-key").orElse("").equals("secret-key")));
    }

    @Test
    void theHostsSocketFactoryAndProtocolsAreKept() throws IOException {
        AtomicInteger sockets = new AtomicInteger();
        List<Protocol> protocols = new CopyOnWriteArrayList<>();
        try (FakeCambServer http2 = FakeCambServer.start(server.camb(), Wire.TLS_HTTP_2, 0)) {
            NetworkSettings.Trust trust = http2.networkSettings().trust().orElseThrow();
            OkHttpClient client = new OkHttpClient.Builder()
                    .sslSocketFactory(trust.context().getSocketFactory(), trust.manager())
                    .socketFactory(new CountingSocketFactory(sockets))
                    .addNetworkInterceptor(chain -> {
                        protocols.add(Objects.requireNonNull(chain.connection()).protocol());
                        return chain.proceed(chain.request());
                    })
                    .build();
            try (FeignTransport transport = FeignTransport.create(client);
                    TtsResults results = TtsResults.builder()
                            .apiKey("secret-key")
                            .baseUrl(http2.baseUrl())
                            .transport(transport)
                            .build()) {
                results.link(RUN);
            }
            assertEquals(1, sockets.get());
            assertEquals(List.of(Protocol.HTTP_2), protocols);
        }
    }

    /** The bytes on such a connection cannot be checked before the next request. */
    @Test
    void aConnectionOfTheHostsSocketFactoryCarriesOneRequest() throws IOException {
        AtomicInteger sockets = new AtomicInteger();
        OkHttpClient client = new OkHttpClient.Builder()
                .socketFactory(new CountingSocketFactory(sockets))
                .build();
        Content content = Content.flac(3_000_000);
        server.camb().run(RUN.value()).audio(content);
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            for (int i = 0; i < 2; i++) {
                try (AudioStream audio = results.open(RUN)) {
                    assertArrayEquals(content.bytes(), audio.readAllBytes());
                }
            }
        }
        assertEquals(2, sockets.get());
    }

    /** A factory of the host's own. */
    private static final class CountingSocketFactory extends SocketFactory {

        private final AtomicInteger count;

        CountingSocketFactory(AtomicInteger count) {
            this.count = count;
        }

        @Override
        public Socket createSocket() {
            count.incrementAndGet();
            return new Socket();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void anOwnClientUsesHttp11AndResolvesItsProxyWhenItConnects() {
        OkHttpClient own = FeignTransport.ownClient(NetworkSettings.defaults().withProxy("localhost", 8080));
        assertEquals(List.of(Protocol.HTTP_1_1), own.protocols());
        assertTrue(assertInstanceOf(
                        InetSocketAddress.class,
                        Objects.requireNonNull(own.proxy()).address())
                .isUnresolved());
    }

    @Test
    void aLookupThatHangsEndsWithTheConnectLimit() {
        CountDownLatch never = new CountDownLatch(1);
        OkHttpClient client =
                new OkHttpClient.Builder().dns(new HangingDns(never)).build();
        try (FeignTransport transport = FeignTransport.create(client)) {
            TtsException failure =
                    assertEndsInTime(transport, Timeouts.defaults().withConnect(Duration.ofMillis(300)));
            assertEquals(ErrorKind.CONNECT_TIMEOUT, failure.kind());
            assertEquals(
                    ErrorKind.DEADLINE,
                    assertEndsInTime(transport, Timeouts.defaults().withTotal(Duration.ofMillis(300)))
                            .kind());
        } finally {
            never.countDown();
        }
    }

    @Test
    void aLookupThatHangsEndsWithAnInterrupt() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        OkHttpClient client =
                new OkHttpClient.Builder().dns(new HangingDns(never)).build();
        Thread caller = Thread.currentThread();
        Thread other = new Thread(() -> {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            caller.interrupt();
        });
        try (FeignTransport transport = FeignTransport.create(client)) {
            other.start();
            assertEquals(
                    ErrorKind.CANCELLED,
                    assertEndsInTime(transport, Timeouts.defaults()).kind());
            assertTrue(Thread.interrupted());
            other.join();
        } finally {
            never.countDown();
        }
    }

    private static TtsException assertEndsInTime(FeignTransport transport, Timeouts timeouts) {
        TtsResults results = TtsResults.builder()
                .apiKey("secret-key")
                .baseUrl(URI.create("http://slow.invalid"))
                .allowPlainHttp()
                .transport(transport)
                .timeouts(timeouts)
                .retryPolicy(RetryPolicy.none())
                .build();
        return assertTimeout(Duration.ofSeconds(5), () -> assertThrows(TtsException.class, () -> results.link(RUN)));
    }

    /** Throws only after the test has released it. */
    private record HangingDns(CountDownLatch until) implements Dns {

        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            while (until.getCount() > 0) {
                // Like the system's own lookup, this ignores interrupts.
                LockSupport.parkNanos(1_000_000);
            }
            throw new UnknownHostException(hostname);
        }
    }

    /** The point at which the host's code throws. */
    private enum Place {
        INTERCEPTOR_BEFORE,
        INTERCEPTOR_AFTER,
        NETWORK_INTERCEPTOR_BEFORE,
        NETWORK_INTERCEPTOR_AFTER,
        DNS,
        CONNECT_START,
        REQUEST_START,
        RESPONSE_END;

        OkHttpClient client(Throwable thrown) {
            OkHttpClient.Builder builder = new OkHttpClient.Builder();
            switch (this) {
                case INTERCEPTOR_BEFORE -> builder.addInterceptor(chain -> sneakyThrow(thrown));
                case INTERCEPTOR_AFTER ->
                    builder.addInterceptor(chain -> throwing(chain.proceed(chain.request()), thrown));
                case NETWORK_INTERCEPTOR_BEFORE -> builder.addNetworkInterceptor(chain -> sneakyThrow(thrown));
                case NETWORK_INTERCEPTOR_AFTER ->
                    builder.addNetworkInterceptor(chain -> throwing(chain.proceed(chain.request()), thrown));
                case DNS -> builder.dns(name -> sneakyThrow(thrown));
                default ->
                    builder.eventListener(new EventListener() {
                        @Override
                        public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                            throwAt(CONNECT_START);
                        }

                        @Override
                        public void requestHeadersStart(Call call) {
                            throwAt(REQUEST_START);
                        }

                        @Override
                        public void responseHeadersEnd(Call call, Response response) {
                            throwAt(RESPONSE_END);
                        }

                        private void throwAt(Place place) {
                            if (place == Place.this) {
                                sneakyThrow(thrown);
                            }
                        }
                    });
            }
            return builder.build();
        }

        private static Response throwing(Response response, Throwable thrown) {
            assertNotNull(response);
            return sneakyThrow(thrown);
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T, E extends Throwable> T sneakyThrow(Throwable thrown) throws E {
            throw (E) thrown;
        }
    }

    static Stream<Arguments> thrownByTheHost() {
        return Arrays.stream(Place.values())
                .flatMap(place -> Stream.of(
                                new IllegalStateException("the host's"),
                                new GeneralSecurityException("the host's"),
                                new AssertionError("the host's"))
                        .map(thrown -> Arguments.of(place, thrown)));
    }

    @ParameterizedTest
    @MethodSource("thrownByTheHost")
    void anExceptionOfTheHostsCodeIsATypedErrorAndHoldsNoConnection(Place place, Throwable thrown) {
        OkHttpClient client = place.client(thrown);
        URI named = URI.create(server.baseUrl().toString().replace("127.0.0.1", "localhost"));
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = TtsResults.builder()
                        .apiKey("secret-key")
                        .baseUrl(named)
                        .transport(transport)
                        .retryPolicy(RetryPolicy.none())
                        .build()) {
            TtsException failure = assertThrows(TtsException.class, () -> results.open(RUN));
            Set<ErrorKind> kinds = place == Place.DNS && thrown instanceof GeneralSecurityException
                    ? Set.of(ErrorKind.DNS)
                    : Set.of(ErrorKind.PROTOCOL);
            assertTrue(kinds.contains(failure.kind()), failure + " by " + failure.getCause());
        }
        assertEquals(
                0,
                client.connectionPool().connectionCount()
                        - client.connectionPool().idleConnectionCount());
    }

    @Test
    void aRequestThatTheHostsCodeFailsOnAKeptConnectionIsNotSentAgain() throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .addNetworkInterceptor(chain -> {
                    Response response = chain.proceed(chain.request());
                    if (server.camb().requests().size() == 2) {
                        response.close();
                        throw new IOException("the host's");
                    }
                    return response;
                })
                .build();
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            results.link(RUN);
            assertThrows(TtsException.class, () -> results.link(RUN));
        }
        assertEquals(2, server.camb().requests().size());
    }

    /** Always retries. */
    private static final class AlwaysRetrying implements Retryer {

        @Override
        public void continueOrPropagate(RetryableException e) {
            assertNotNull(e.getMessage());
        }

        @Override
        public Retryer clone() {
            return this;
        }
    }

    @Test
    void theHostsClientIsNotClosed() throws IOException {
        OkHttpClient client = new OkHttpClient();
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            results.link(RUN);
        }
        assertFalse(client.dispatcher().executorService().isShutdown());
        assertEquals(1, client.connectionPool().connectionCount());
    }

    @Test
    void aRequestWhoseOriginAnInterceptorChangesIsNotSent() throws IOException {
        try (FakeCambServer other = FakeCambServer.start()) {
            OkHttpClient client = new OkHttpClient.Builder()
                    .addInterceptor(chain -> chain.proceed(chain.request()
                            .newBuilder()
                            .url(chain.request()
                                    .url()
                                    .newBuilder()
                                    .port(other.baseUrl().getPort())
                                    .build())
                            .build()))
                    .build();
            try (FeignTransport transport = FeignTransport.create(client);
                    TtsResults results = results(transport)) {
                TtsException failure = assertThrows(TtsException.class, () -> results.link(RUN));
                assertEquals(ErrorKind.PROTOCOL, failure.kind());
            }
            assertEquals(List.of(), other.camb().requests());
        }
    }

    @Test
    void noCookiesOfTheHostsAreSent() throws IOException {
        CookieJar jar = new CookieJar() {
            @Override
            public List<Cookie> loadForRequest(HttpUrl url) {
                return List.of(new Cookie.Builder()
                        .name("a")
                        .value("b")
                        .domain(url.host())
                        .build());
            }

            @Override
            public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {}
        };
        try (FeignTransport transport = FeignTransport.create(
                        new OkHttpClient.Builder().cookieJar(jar).build());
                TtsResults results = results(transport)) {
            results.link(RUN);
        }
        assertTrue(server.camb().requests().get(0).header("cookie").isEmpty());
    }

    @Test
    void anExceptionOfTheHostsInTheBodyIsATypedError() {
        EventListener throwing = new EventListener() {
            @Override
            public void responseBodyEnd(Call call, long byteCount) {
                FeignTransportTest.<RuntimeException>sneakyThrow(new Exception("secret-key"));
            }
        };
        OkHttpClient client = new OkHttpClient.Builder().eventListener(throwing).build();
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RUN));
            assertFalse(String.valueOf(failure.getCause()).contains("secret-key"));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneakyThrow(Throwable thrown) throws E {
        throw (E) thrown;
    }

    @Test
    void anInterceptorThatLeadsToAServerThatIsDownIsATypedError() {
        Consumer<Feign.Builder> settings =
                feign -> feign.requestInterceptor(template -> template.target("http://127.0.0.1:1"));
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), settings);
                TtsResults results = results(transport)) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RUN));
            assertEquals(ErrorKind.PROTOCOL, failure.kind());
            assertTrue(String.valueOf(failure.getCause()).contains("changed the origin"));
        }
    }

    @Test
    void aMissingClientIsRefused() {
        assertThrows(NullPointerException.class, () -> FeignTransport.create((OkHttpClient) null));
    }

    @Test
    void aResponseInterceptorThatReturnsNullIsATypedError() {
        Consumer<Feign.Builder> settings = feign -> feign.responseInterceptor((context, chain) -> null);
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), settings);
                TtsResults results = results(transport)) {
            assertThrows(TtsException.class, () -> results.link(RUN));
        }
    }

    @Test
    void capabilitiesAndInterceptorsMayContinueInAnotherThread() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Capability bulkhead = new WrappingCapability(
                client -> (request, options) -> inAnotherThread(executor, () -> client.execute(request, options)));
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    ExecutorService another = Executors.newSingleThreadExecutor();
                    try {
                        return inAnotherThread(another, () -> chain.proceed(chain.request()));
                    } finally {
                        another.shutdown();
                    }
                })
                .build();
        try (FeignTransport transport = FeignTransport.create(client, feign -> feign.addCapability(bulkhead));
                TtsResults results = results(transport)) {
            assertEquals(RUN, results.link(RUN).runId());
            results.saveTo(RUN, OutputStream.nullOutputStream(), SaveOptions.defaults());
        } finally {
            executor.shutdown();
        }
    }

    /** Public, since Feign calls it by reflection. */
    public static final class WrappingCapability implements Capability {

        private final UnaryOperator<Client> wrapping;

        WrappingCapability(UnaryOperator<Client> wrapping) {
            this.wrapping = wrapping;
        }

        @Override
        public Client enrich(Client client) {
            return wrapping.apply(client);
        }
    }

    private static <T> T inAnotherThread(ExecutorService executor, Callable<T> work) throws IOException {
        try {
            return executor.submit(work).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aCallThatACapabilityMakesInAnotherThreadEndsInTime() {
        CountDownLatch never = new CountDownLatch(1);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Capability bulkhead = new WrappingCapability(
                client -> (request, options) -> inAnotherThread(executor, () -> client.execute(request, options)));
        OkHttpClient client =
                new OkHttpClient.Builder().dns(new HangingDns(never)).build();
        try (FeignTransport transport = FeignTransport.create(client, feign -> feign.addCapability(bulkhead))) {
            assertEquals(
                    ErrorKind.CONNECT_TIMEOUT,
                    assertEndsInTime(transport, Timeouts.defaults().withConnect(Duration.ofMillis(300)))
                            .kind());
        } finally {
            never.countDown();
            executor.shutdown();
        }
    }

    @Test
    void theHostsCodeRunsInTheThreadOfTheCaller() throws IOException {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        OkHttpClient client = new OkHttpClient.Builder()
                .addInterceptor(chain -> {
                    threads.add(Thread.currentThread());
                    return chain.proceed(chain.request());
                })
                .build();
        Consumer<Feign.Builder> settings =
                feign -> feign.requestInterceptor(template -> threads.add(Thread.currentThread()));
        try (FeignTransport transport = FeignTransport.create(client, settings);
                TtsResults results = results(transport)) {
            results.link(RUN);
        }
        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
    }

    @Test
    void aCapabilityThatPassesOnOtherOptionsIsATypedErrorAndSendsNothing() {
        Capability own = new WrappingCapability(
                client -> (request, options) -> client.execute(request, new feign.Request.Options()));
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), feign -> feign.addCapability(own));
                TtsResults results = results(transport)) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RUN));
            assertEquals(ErrorKind.PROTOCOL, failure.kind());
        }
        assertEquals(List.of(), server.camb().requests());
    }

    @Test
    void aCapabilityThatReturnsItsOwnResponseIsATypedError() {
        Capability cache = new WrappingCapability(client -> (request, options) -> feign.Response.builder()
                .status(200)
                .request(request)
                .headers(Map.of())
                .body("{}", StandardCharsets.UTF_8)
                .build());
        try (FeignTransport transport = FeignTransport.create(new OkHttpClient(), feign -> feign.addCapability(cache));
                TtsResults results = results(transport)) {
            TtsException failure = assertThrows(TtsException.class, () -> results.link(RUN));
            assertEquals(ErrorKind.PROTOCOL, failure.kind());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b?s='x'",
                "/./a//b/%2e%2e/%2E/c",
                "/a?",
                "/a?&=&b",
                "/a'b?filename*=UTF-8''x&%7e=%7E~",
                "/%41;p=1/:@!$&()*+,=?/?:@!$()*+,;",
                "/a%20+?a=[b]",
                "/..?x",
            })
    void aPresignedUrlIsSentUnchanged(String pathAndQuery) throws Exception {
        try (RawStorage storage = new RawStorage("HTTP/1.1 204 None\r\n\r\n");
                FeignTransport transport = FeignTransport.create()) {
            transport.get(storage.request(pathAndQuery), new AbortSignal()).close();
            assertEquals("GET " + pathAndQuery + " HTTP/1.1", storage.requestLine.get(10, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "099 Low",
                "101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x",
                "200 OK\r\nX-A : b",
                "200 OK\r\nX A: b",
                "200 OK\r\n X-A: b",
            })
    void invalidHttpIsRejected(String head) throws IOException {
        try (RawStorage storage = new RawStorage("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
                FeignTransport transport = FeignTransport.create()) {
            assertThrows(ProtocolException.class, () -> transport.get(storage.request("/a"), new AbortSignal()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK\r\nX-A: b\r\n c: d", "200 OK\r\nX-A: b\r\n\tc d"})
    void aFoldedHeaderIsAccepted(String head) throws IOException {
        try (RawStorage storage = new RawStorage("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
                FeignTransport transport = FeignTransport.create();
                TransportResponse response = transport.get(storage.request("/a"), new AbortSignal())) {
            assertEquals(200, response.status());
        }
    }

    /** Sends the given bytes as the response to one request. */
    private static final class RawStorage implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final CompletableFuture<String> requestLine = new CompletableFuture<>();

        RawStorage(String response) throws IOException {
            Thread thread = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
                    String first = in.readLine();
                    while (!in.readLine().isEmpty()) {
                        Thread.onSpinWait();
                    }
                    socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                    requestLine.complete(first);
                } catch (IOException e) {
                    requestLine.completeExceptionally(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        StorageRequest request(String pathAndQuery) {
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort() + pathAndQuery);
            return new StorageRequest(url, Map.of(), Duration.ofSeconds(10));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void aStreamLeftOpenHoldsNoConnectionOnceTheClientIsClosed() throws Exception {
        OkHttpClient client = new OkHttpClient();
        server.camb()
                .run(RUN.value())
                .answers(
                        OutputType.RAW_BYTES,
                        FakeResponse.audio(Content.flac(1 << 20)).stallAfter(1 << 19));
        AudioStream openStream;
        try (FeignTransport transport = FeignTransport.create(client);
                TtsResults results = results(transport)) {
            openStream = results.open(RUN);
            assertTrue(openStream.read() >= 0);
        }
        // The exchange is ended in another thread.
        for (int i = 0; client.connectionPool().connectionCount() > 0 && i < 2_000; i++) {
            LockSupport.parkNanos(5_000_000);
        }
        assertEquals(0, client.connectionPool().connectionCount());
        openStream.close();
    }
}
