package io.github.cambtts.testkit;

import io.github.cambtts.testkit.ReceivedRequest.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** HTTP/2 over TLS, on OkHttp's mock web server; HTTP/1.1 for a client without HTTP/2. */
final class Http2Server implements WireServer {

    /** Kept in a field: a logger that is garbage-collected loses its level. */
    private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

    /** Kept in a field for its filter. A client in the same JVM logs there too. */
    private static final Logger OKHTTP_LOG = Logger.getLogger(OkHttpClient.class.getName());

    static {
        SERVER_LOG.setLevel(Level.OFF);
        Filter before = OKHTTP_LOG.getFilter();
        OKHTTP_LOG.setFilter(
                logged -> !isScriptedFault(logged.getMessage()) && (before == null || before.isLoggable(logged)));
    }

    /** Whether a message is about a connection of a mock web server that broke: here that is wanted, or the client left. */
    private static boolean isScriptedFault(@Nullable String message) {
        return message != null && message.startsWith("Http2Connection.Listener failure for MockWebServer ");
    }

    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ListeningSocket listening;

    Http2Server(
            InetSocketAddress address, SSLContext tls, Origin origin, Function<ReceivedRequest, FakeResponse> answers)
            throws IOException {
        ResettableSockets sockets = new ResettableSockets();
        listening = sockets.listening();
        server.setServerSocketFactory(sockets);
        server.useHttps(tls.getSocketFactory());
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                FakeResponse answer = answers.apply(received(origin, request));
                if (answer.fault() == FakeResponse.Fault.SILENCE) {
                    closing.await();
                }
                closing.await(answer.delayMillis(), TimeUnit.MILLISECONDS);
                return response(answer, request);
            }
        });
        server.start(address.getAddress(), address.getPort());
    }

    private static ReceivedRequest received(Origin origin, RecordedRequest request) {
        Map<String, List<String>> headers = new TreeMap<>();
        Headers sent = request.getHeaders();
        for (int i = 0; i < sent.size(); i++) {
            headers.computeIfAbsent(sent.name(i).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(sent.value(i));
        }
        return new ReceivedRequest(origin, request.getMethod(), request.getTarget(), headers);
    }

    private MockResponse response(FakeResponse answer, RecordedRequest request) {
        // The protocol of this connection decides the framing.
        boolean http2 = request.getVersion().startsWith("HTTP/2");
        MockResponse.Builder response = new MockResponse.Builder().code(answer.status());
        switch (answer.fault()) {
            case CLOSED_BEFORE_HEADERS, REFUSED, UNKNOWN_HOST, UNTRUSTED ->
                response.onResponseStart(new SocketEffect.CloseSocket());
            default -> {
                if (!request.getMethod().equals("HEAD")) {
                    response.body(new Body(answer, http2));
                }
            }
        }
        // Called after body(), which sets its own Content-Length.
        response.clearHeaders();
        answer.headers(http2).forEach(header -> response.addHeaderLenient(header.name(), header.value()));
        if (answer.framing() == FakeResponse.Framing.CLOSE && !http2) {
            response.onResponseEnd(new SocketEffect.CloseSocket());
        }
        return response.build();
    }

    private final class Body implements MockResponseBody {

        private final FakeResponse answer;
        private final boolean http2;

        Body(FakeResponse answer, boolean http2) {
            this.answer = answer;
            this.http2 = http2;
        }

        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            if (answer.body().length() == 0 && answer.framing() == FakeResponse.Framing.LENGTH) {
                return;
            }
            boolean chunked = answer.framing() == FakeResponse.Framing.CHUNKED && !http2;
            switch (written(sink, chunked)) {
                case CUT -> {
                    if (!http2) {
                        ResettableSockets.end(ResettableSockets.Ending.CLOSE, sink);
                    }
                }
                case RESET -> ResettableSockets.end(ResettableSockets.Ending.RESET, sink);
                case WHOLE -> {
                    if (chunked) {
                        // The mock web server adds the trailers and the last line.
                        sink.writeUtf8("0\r\n").flush();
                    }
                }
            }
        }

        private FakeResponseBody.Ending written(BufferedSink sink, boolean chunked) throws IOException {
            try {
                return FakeResponseBody.write(
                        answer, chunked, sink.outputStream(), millis -> closing.await(millis, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    @Override
    public int port() {
        return server.getPort();
    }

    @Override
    public int accepted() {
        return listening.accepted();
    }

    /** Returns none: the mock web server does not notice a client that has ended a stalled stream. */
    @Override
    public int active() {
        return 0;
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // It waits for requests under way, and a listener of the host may hold one.
        Thread ending = new Thread(this::endServer, "mock-web-server-close");
        ending.setDaemon(true);
        ending.start();
    }

    private void endServer() {
        try {
            server.close();
        } catch (AssertionError e) {
            // It gave up waiting; the thread ends with the listener.
        }
    }
}
